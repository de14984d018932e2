package dev.tidemark.broker.quorum;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * An append-only file of frames, each a committed metadata batch. One thread at a time.
 *
 * <pre>
 * file:   magic "TMML":4  version:2  reserved:2  first:8   frame*
 * frame:  length:4  crc32c:4  sequence:8  payload:length
 * </pre>
 *
 * {@code first} and {@code sequence} count batches from the cluster's beginning; the CRC covers length, sequence and payload. A frame is
 * written only when all before it are forced, so a damaged frame is a torn write if it is the last, and a corrupt byte if a whole frame
 * stands behind it: the first is cut off, the second is an error.
 */
final class MetadataLogFile implements AutoCloseable {

    private static final int MAGIC = 0x544D4D4C;
    private static final short VERSION = 1;
    private static final int FILE_HEADER_BYTES = 16;
    private static final int FRAME_HEADER_BYTES = 16;
    /** A batch is a request's worth of records; far below this. */
    private static final int PAYLOAD_BYTES_MAX = 64 << 20;

    /** Takes the batches that a file holds. */
    interface Visitor {
        void batch(long sequence, ByteBuffer payload);
    }

    private final StorageFile file;
    private long nextSequence;

    private MetadataLogFile(StorageFile file, long nextSequence) {
        this.file = file;
        this.nextSequence = nextSequence;
    }

    /** A new file whose first batch will be {@code first}; whole and durable when the call returns, except for its name in the folder. */
    static MetadataLogFile create(Storage storage, Path path, long first) {
        StorageFile file = storage.open(path, Storage.Mode.CREATE);
        try {
            file.truncate(0);
            ByteBuffer header = ByteBuffer.allocate(FILE_HEADER_BYTES);
            header.putInt(MAGIC).putShort(VERSION).putShort((short) 0).putLong(first).flip();
            file.append(header);
            file.force();
            return new MetadataLogFile(file, first);
        } catch (RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    /**
     * Whether a file is there and was created to the end. One that power loss caught in {@link #create} has no batch behind its header and may
     * be created anew.
     */
    static boolean begun(Storage storage, Path path) {
        if (!storage.exists(path)) {
            return false;
        }
        long size = storage.size(path);
        return size > FILE_HEADER_BYTES || (size == FILE_HEADER_BYTES && storage.readAll(path).getInt(0) == MAGIC);
    }

    /**
     * Opens a file, hands over its batches from the first on, and cuts a torn one from its end.
     *
     * @throws TidemarkException LOG_CORRUPT with the position of a damaged byte before the end
     */
    static MetadataLogFile open(Storage storage, Path path, Visitor visitor) {
        StorageFile file = storage.open(path, Storage.Mode.WRITE);
        try {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            bytes.flip();
            MetadataLogFile opened = new MetadataLogFile(file, readHeader(path, bytes));
            opened.readFrames(path, bytes, visitor);
            return opened;
        } catch (RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    /** The number that the next appended batch gets. */
    long nextSequence() {
        return nextSequence;
    }

    /**
     * Appends a batch: in the page cache, not yet durable.
     *
     * @return false if the disk has no room for it; then nothing of it is left in the file
     * @throws TidemarkException if nobody knows what the file holds now
     */
    boolean append(ByteBuffer payload) {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER_BYTES + payload.remaining());
        frame.putInt(payload.remaining()).putInt(0).putLong(nextSequence).put(payload.duplicate());
        frame.putInt(4, checksum(frame, 0, frame.capacity()));
        frame.flip();
        long end = file.size();
        try {
            file.append(frame);
        } catch (TidemarkException full) {
            if (full.code() != FailureCode.DISK_FULL) {
                throw full;
            }
            cut(end, full);
            return false;
        }
        nextSequence++;
        return true;
    }

    /** What a full disk took of a frame goes before the next one comes: reading would stop at it. */
    private void cut(long end, TidemarkException full) {
        try {
            file.truncate(end);
        } catch (TidemarkException uncut) {
            throw new TidemarkException(FailureCode.DISK_FAILED, "a torn metadata batch cannot be cut off",
                    file.path() + ", position " + end, full.why() + "; then: " + uncut.why(),
                    "make room and start the broker again");
        }
    }

    /** Makes all appended batches survive power loss. */
    void force() {
        file.force();
    }

    long sizeInBytes() {
        return file.size();
    }

    @Override
    public void close() {
        file.close();
    }

    private static long readHeader(Path path, ByteBuffer bytes) {
        if (bytes.remaining() < FILE_HEADER_BYTES || bytes.getInt(0) != MAGIC) {
            throw corrupt(path, 0, "it does not begin as a metadata log does");
        }
        if (bytes.getShort(4) != VERSION) {
            throw new TidemarkException(FailureCode.DATA_DIR_UNUSABLE, "the metadata log is of another version",
                    path.toString(),
                    "it has format version " + bytes.getShort(4) + ", this program reads " + VERSION,
                    "start the program that wrote it");
        }
        return bytes.getLong(8);
    }

    private void readFrames(Path path, ByteBuffer bytes, Visitor visitor) {
        int position = FILE_HEADER_BYTES;
        while (position < bytes.limit()) {
            if (!whole(bytes, position, nextSequence)) {
                cutTornTail(path, bytes, position);
                return;
            }
            int length = bytes.getInt(position);
            visitor.batch(nextSequence, bytes.slice(position + FRAME_HEADER_BYTES, length));
            nextSequence++;
            position += FRAME_HEADER_BYTES + length;
        }
    }

    private void cutTornTail(Path path, ByteBuffer bytes, int position) {
        for (int behind = position + 1; behind <= bytes.limit() - FRAME_HEADER_BYTES; behind++) {
            if (wholeBehind(bytes, behind)) {
                throw corrupt(path, position, "batch " + nextSequence
                        + " fails its checksum, and a whole batch stands behind it at " + behind);
            }
        }
        file.truncate(position);
        file.force();
    }

    /** Whether a whole frame of a later batch begins here. */
    private boolean wholeBehind(ByteBuffer bytes, int position) {
        long sequence = bytes.getLong(position + 8);
        return sequence > nextSequence && sequence - nextSequence < bytes.limit() && whole(bytes, position, sequence);
    }

    private static boolean whole(ByteBuffer bytes, int position, long sequence) {
        int left = bytes.limit() - position - FRAME_HEADER_BYTES;
        if (left < 0) {
            return false;
        }
        int length = bytes.getInt(position);
        return length >= 0 && length <= Math.min(left, PAYLOAD_BYTES_MAX) && bytes.getLong(position + 8) == sequence
                && bytes.getInt(position + 4) == checksum(bytes, position, FRAME_HEADER_BYTES + length);
    }

    /** CRC-32C of a frame without the field that holds it. */
    private static int checksum(ByteBuffer bytes, int position, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(position, 4));
        crc.update(bytes.slice(position + 8, length - 8));
        return (int) crc.getValue();
    }

    private static TidemarkException corrupt(Path path, long position, String why) {
        return new TidemarkException(FailureCode.LOG_CORRUPT, "the metadata log has a corrupt byte",
                path + ", position " + position, why,
                "restore the file from a backup; nothing in it was changed");
    }
}
