package dev.tidemark.log.recovery;

import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.storage.StorageFile;
import java.nio.ByteBuffer;

/**
 * Tells a torn tail from a damaged middle. What was appended and not forced when the power went may have lost some 4 KiB
 * pages and kept later ones: such pages read as zeros. So sound batches behind a bad place prove damage only if no page between was lost.
 * Pure reading; confined to its caller.
 */
final class Damage {

    static final int PAGE_BYTES = 4096;

    private static final int WINDOW_BYTES = 1 << 20;
    // A batch's length field is never zero, so this many zeros at its start are not what was written.
    private static final int ZEROS_MIN = BatchLayout.LENGTH + 4;

    private Damage() {}

    /**
     * The position of the first sound batch behind a bad place, or -1.
     *
     * @param offsetMin the offset that the batch has at least
     */
    static long nextSoundBatch(StorageFile file, long bad, long offsetMin) {
        long size = file.size();
        BatchScan scan = new BatchScan(file);
        ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
        RecordBatch header = new RecordBatch();
        for (long start = bad + 1; start + BatchLayout.HEADER_SIZE <= size; start += WINDOW_BYTES
                - BatchLayout.HEADER_SIZE) {
            window.clear().limit((int) Math.min(WINDOW_BYTES, size - start));
            file.read(window, start);
            window.flip();
            for (int i = 0; i + BatchLayout.HEADER_SIZE <= window.limit(); i++) {
                if (window.get(i + BatchLayout.MAGIC) != BatchLayout.MAGIC_V2) {
                    continue;
                }
                header.wrap(window, i);
                if (header.baseOffset() >= offsetMin && header.baseOffset() - offsetMin < Integer.MAX_VALUE
                        && header.recordCount() >= 0 && scan.look(start + i) == null) {
                    return start + i;
                }
            }
        }
        return -1;
    }

    /**
     * Whether a page between a bad place and the sound batch behind it reads as never written. The page may reach into that batch: the first
     * bytes of its base offset are zeros anyway, so losing them does it no harm.
     */
    static boolean hasLostPage(StorageFile file, long bad, long sound) {
        ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES);
        for (long from = bad; from < sound; from = (from / PAGE_BYTES + 1) * PAGE_BYTES) {
            long to = (from / PAGE_BYTES + 1) * PAGE_BYTES;
            if (to > sound + BatchLayout.LENGTH) {
                return false;
            }
            page.clear().limit((int) (to - from));
            file.read(page, from);
            page.flip();
            if (page.remaining() >= ZEROS_MIN && allZero(page)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a page ends within a batch's first bytes and they read as never written. The batch may pass its CRC, which covers neither base offset nor
     * length, and the length's first bytes are zeros anyway.
     */
    static boolean startsOnLostPage(StorageFile file, long batch) {
        int onPage = (int) (PAGE_BYTES - batch % PAGE_BYTES);
        if (onPage >= ZEROS_MIN) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.allocate(onPage);
        file.read(bytes, batch);
        return allZero(bytes.flip());
    }

    /** Whether the rest of the file is one sound batch but for its length field: then bytes are wrong, not missing. */
    static boolean isWholeBatch(StorageFile file, long bad) {
        long rest = file.size() - bad;
        if (rest < BatchLayout.HEADER_SIZE || rest > BatchScan.BATCH_BYTES_MAX) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) rest);
        file.read(bytes, bad);
        bytes.flip();
        bytes.putInt(BatchLayout.LENGTH, (int) rest - BatchLayout.LOG_OVERHEAD);
        return new RecordBatch().wrap(bytes, 0).validate() == null;
    }

    private static boolean allZero(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (bytes.get() != 0) {
                return false;
            }
        }
        return true;
    }
}
