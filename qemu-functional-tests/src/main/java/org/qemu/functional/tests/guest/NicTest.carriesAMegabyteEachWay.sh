# The guest's half: one NIC, the driver that is expected, an address, a ping, a megabyte each way.
# DRIVERS: those that may have it, between bars; MAC: a pattern of its address; PORT: where to listen; SIZE: bytes each way

# A NIC on USB takes a while to be found.
tries=0
until nic=$(ls /sys/class/net | grep -v '^lo$'); do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { echo "no NIC"; exit 1; }
    sleep 0.1
done

driver=$(basename "$(readlink "/sys/class/net/$nic/device/driver")")
mac=$(cat "/sys/class/net/$nic/address")
echo "$nic: driver $driver, $mac"
case "|$DRIVERS|" in *"|$driver|"*) ;; *) exit 1 ;; esac
# shellcheck disable=SC2254 # a pattern
case "$mac" in $MAC) ;; *) exit 1 ;; esac

ip link set "$nic" up
udhcpc -i "$nic" -q -n -t 10 -T 2
ping -c 1 -W 10 10.0.2.2

head -c "$SIZE" /dev/urandom > /tmp/out
hash=$(sha256sum < /tmp/out)
echo "sends ${hash%% *}"
nc -l -p "$PORT" < /tmp/out > /tmp/in
hash=$(sha256sum < /tmp/in)
echo "received ${hash%% *}"
