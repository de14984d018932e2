package dev.tidemark.log.compaction;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.log.segment.BatchHeaders;
import dev.tidemark.log.segment.Segment;
import dev.tidemark.record.BatchProblem;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;

/** Walks the whole batches of a sealed segment, each checked: what is written anew gets a new CRC, which must not hide damage. No state. */
final class SegmentBatches {

    private static final int CHUNK_BYTES = 256 * 1024;

    /** What is done with each batch. */
    interface Visitor {

        /**
         * @param position where it begins in the file
         * @param endsSegment whether it is the segment's last
         */
        void batch(RecordBatch batch, int position, boolean endsSegment);
    }

    private SegmentBatches() {}

    static void forEach(Storage storage, Segment segment, Visitor visitor) {
        try (StorageFile file = storage.open(segment.logPath(), Storage.Mode.READ)) {
            int size = segment.sizeBytes();
            BatchHeaders headers = new BatchHeaders(file, size, CHUNK_BYTES);
            RecordBatch batch = new RecordBatch();
            for (boolean more = headers.moveTo(0); more; more = headers.next()) {
                int end = headers.position() + headers.batch().sizeInBytes();
                batch.wrap(headers.bytes(headers.position(), end), 0);
                BatchProblem problem = batch.validate();
                if (problem != null) {
                    throw new TidemarkException(FailureCode.LOG_CORRUPT, "A batch of the log cannot be compacted",
                            segment.logPath() + ", position " + headers.position(), problem.text(),
                            "restore the file from a replica or a backup; nothing of it was changed");
                }
                visitor.batch(batch, headers.position(), end == size);
            }
        }
    }
}
