package org.qemu.functional.guest.net;

import java.nio.ByteBuffer;

/** The part of DHCP (RFC 2131) that a client needs to continue. */
final class Dhcp {
    private static final int BOOTP = Frame.HEADER + 20 + 8;
    private static final int COOKIE = 0x63825363;
    private static final int OPTIONS = BOOTP + 240;
    private static final byte[] SERVER = {10, 7, 0, 1};
    private static final byte[] CLIENT = {10, 7, 0, 2};

    private Dhcp() {}

    /** Return a DHCPOFFER of 10.7.0.2 from 10.7.0.1. */
    static Frame offer(Frame discover, String serverMac) {
        byte[] asked = discover.bytes();
        ByteBuffer bootp = ByteBuffer.allocate(300);
        bootp.put((byte) 2).put((byte) 1).put((byte) 6).put((byte) 0);
        bootp.put(asked, BOOTP + 4, 4).putInt(0x8000).putInt(0).put(CLIENT).put(SERVER);
        bootp.position(28).put(asked, BOOTP + 28, 16);
        bootp.position(236).putInt(COOKIE);
        bootp.put(new byte[] {53, 1, 2, 54, 4}).put(SERVER);
        bootp.put(new byte[] {51, 4, 0, 0, 14, 16, 1, 4, -1, -1, -1, 0, -1});
        return Frame.of(
                TestFrames.BROADCAST,
                serverMac,
                Frame.IPV4,
                udp(SERVER, 67, new byte[] {-1, -1, -1, -1}, 68, bootp.array()));
    }

    static Frame discover(String mac) {
        ByteBuffer bootp = ByteBuffer.allocate(300);
        bootp.put((byte) 1).put((byte) 1).put((byte) 6).position(28);
        bootp.put(Frame.of(mac, mac, 0).bytes(), 0, 6).position(236);
        bootp.putInt(COOKIE).put(new byte[] {53, 1, 1, -1});
        byte[] packet = udp(new byte[4], 68, new byte[] {-1, -1, -1, -1}, 67, bootp.array());
        return Frame.of(TestFrames.BROADCAST, mac, Frame.IPV4, packet);
    }

    static byte[] udp(byte[] from, int fromPort, byte[] to, int toPort, byte[] data) {
        ByteBuffer packet = ByteBuffer.allocate(28 + data.length);
        packet.putShort((short) 0x4500).putShort((short) packet.capacity()).putInt(0);
        packet.putShort((short) (64 << 8 | Ipv4.UDP)).putShort((short) 0).put(from).put(to);
        packet.putShort((short) fromPort).putShort((short) toPort);
        packet.putShort((short) (8 + data.length)).putShort((short) 0).put(data);
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += packet.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return packet.putShort(10, (short) ~sum).array();
    }

    static boolean isDiscover(Frame frame) {
        return type(frame) == 1;
    }

    static boolean isRequest(Frame frame) {
        return type(frame) == 3;
    }

    /** Return the value of option 53, or 0 if there is none. */
    static int type(Frame frame) {
        int at = OPTIONS;
        while (at + 2 < frame.length() && frame.u8(at) != 255) {
            if (frame.u8(at) == 53) {
                return frame.u8(at + 2);
            }
            at += frame.u8(at) == 0 ? 1 : 2 + frame.u8(at + 1);
        }
        return 0;
    }
}
