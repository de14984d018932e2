package dev.tidemark.protocol.codec;

import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;

/** A piece of an encoded message: bytes in memory, or batches that may still lie in a file. */
public sealed interface Fragment {

    int sizeInBytes();

    /** @param buffer position to limit is what to send */
    record Bytes(ByteBuffer buffer) implements Fragment {

        @Override
        public int sizeInBytes() {
            return buffer.remaining();
        }
    }

    /** @param records to be released by whoever has sent them */
    record Records(RecordBytes records) implements Fragment {

        @Override
        public int sizeInBytes() {
            return records.sizeInBytes();
        }
    }
}
