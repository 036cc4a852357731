package org.qemu.functional.asset.internal.progress;

/** Shows nothing. */
final class NoProgress extends Progress {
    NoProgress() {
        super(new TransferTable());
    }

    @Override
    void tick() {}

    @Override
    void print(String line, boolean lasting) {}

    @Override
    void finish() {}
}
