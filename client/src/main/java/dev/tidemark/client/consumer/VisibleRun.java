package dev.tidemark.client.consumer;

import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;

/** Neighbouring batches of one fetch; its bytes are shared with the fetch's other runs. Run by who took the fetch. */
final class VisibleRun implements RecordBytes {

    /** The fetched bytes, given back when no run of them is held any more. */
    static final class Lease {

        private final RecordBytes fetched;
        private int held;

        Lease(RecordBytes fetched) {
            this.fetched = fetched;
        }

        VisibleRun run(ByteBuffer buffer, int start, int end) {
            held++;
            return new VisibleRun(this, buffer.slice(start, end - start));
        }

        private void release() {
            if (--held == 0) {
                fetched.release();
            }
        }
    }

    private final Lease lease;
    private final ByteBuffer slice;
    private boolean released;

    private VisibleRun(Lease lease, ByteBuffer slice) {
        this.lease = lease;
        this.slice = slice;
    }

    @Override
    public int sizeInBytes() {
        return slice.remaining();
    }

    @Override
    public ByteBuffer buffer() {
        return slice;
    }

    @Override
    public void release() {
        if (!released) {
            released = true;
            lease.release();
        }
    }
}
