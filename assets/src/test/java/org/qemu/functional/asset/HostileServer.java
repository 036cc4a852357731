package org.qemu.functional.asset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Sends arbitrary bytes on the loopback interface, one response for each connection. */
final class HostileServer implements AutoCloseable {
    /** Writes a response; it is not an error if the client disconnects meanwhile. */
    @FunctionalInterface
    interface Answer {
        /**
         * Respond to a request.
         *
         * @param number the number of the request, from 1
         */
        void write(int number, String request, OutputStream out) throws Exception;
    }

    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> open = Collections.synchronizedList(new ArrayList<>());
    private final Answer answer;

    HostileServer(Answer answer) throws IOException {
        this.answer = answer;
        start(this::accept);
    }

    static HostileServer answering(String... answers) throws IOException {
        return new HostileServer(
                (number, request, out) ->
                        out.write(
                                answers[Math.min(number, answers.length) - 1].getBytes(
                                        ISO_8859_1)));
    }

    String url() {
        return "http://127.0.0.1:%d/file".formatted(port());
    }

    int port() {
        return server.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "hostile-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            // The server was closed because the test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            StringBuilder request = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    break;
                }
                request.append(line).append('\n');
            }
            int number;
            synchronized (requests) {
                requests.add(request.toString());
                number = requests.size();
            }
            answer.write(number, request.toString(), socket.getOutputStream());
        } catch (Exception e) {
            // The client disconnected, which the test expects.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        synchronized (open) {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }
}
