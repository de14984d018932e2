package dev.tidemark.broker.quorum;

import dev.tidemark.broker.metadata.MetadataRecordCodec;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.UnreadableValueException;
import dev.tidemark.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A snapshot on disk. Any thread, one at a time.
 *
 * <pre>
 * magic "TMMS":4  version:2  reserved:2  length:4  crc32c of the payload:4
 * payload: sequence:8  offset:8  controllerEpoch:4  records
 * </pre>
 *
 * {@code sequence} is the number of the first batch that is not in it; {@code offset} counts the batches that were applied.
 */
final class SnapshotFile {

    private static final int MAGIC = 0x544D4D53;
    private static final short VERSION = 1;
    private static final int HEADER_BYTES = 16;

    /** What a file holds. */
    record Content(long sequence, MetadataSnapshot snapshot) {}

    private SnapshotFile() {}

    /** Writes the file as a whole: after a crash it is there or not. */
    static void write(Storage storage, Path path, Content content) {
        ByteSink payload = new ByteSink();
        payload.writeLong(content.sequence());
        payload.writeLong(content.snapshot().offset());
        payload.writeInt(content.snapshot().controllerEpoch());
        new MetadataRecordCodec().write(content.snapshot().records(), payload);
        CRC32C crc = new CRC32C();
        crc.update(payload.array(), 0, payload.size());
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + payload.size());
        bytes.putInt(MAGIC).putShort(VERSION).putShort((short) 0).putInt(payload.size()).putInt((int) crc.getValue());
        bytes.put(payload.array(), 0, payload.size()).flip();
        storage.replace(path, bytes);
    }

    /** @throws TidemarkException LOG_CORRUPT if the bytes are not those that were written */
    static Content read(Storage storage, Path path) {
        ByteBuffer bytes = storage.readAll(path);
        if (bytes.remaining() < HEADER_BYTES || bytes.getInt(0) != MAGIC) {
            throw corrupt(path, "it does not begin as a metadata snapshot does");
        }
        if (bytes.getShort(4) != VERSION) {
            throw new TidemarkException(FailureCode.DATA_DIR_UNUSABLE, "the metadata snapshot is of another version",
                    path.toString(),
                    "it has format version " + bytes.getShort(4) + ", this program reads " + VERSION,
                    "start the program that wrote it");
        }
        int length = bytes.getInt(8);
        if (length != bytes.remaining() - HEADER_BYTES) {
            throw corrupt(path, length + " bytes are announced, " + (bytes.remaining() - HEADER_BYTES) + " are there");
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(HEADER_BYTES, length));
        if ((int) crc.getValue() != bytes.getInt(12)) {
            throw corrupt(path, "its CRC-32C is " + Integer.toHexString(bytes.getInt(12)) + ", its bytes give "
                    + Integer.toHexString((int) crc.getValue()));
        }
        try {
            ByteSource payload = new ByteSource().reset(bytes, HEADER_BYTES, length);
            long sequence = payload.readLong();
            return new Content(sequence,
                    new MetadataSnapshot(payload.readLong(), payload.readInt(),
                            new MetadataRecordCodec().read(payload)));
        } catch (UnreadableValueException unreadable) {
            throw corrupt(path, String.valueOf(unreadable.getMessage()));
        }
    }

    private static TidemarkException corrupt(Path path, String why) {
        return new TidemarkException(FailureCode.LOG_CORRUPT, "the metadata snapshot is corrupt", path.toString(), why,
                "restore the file from a backup; nothing was changed");
    }
}
