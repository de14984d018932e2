package dev.tidemark.log.index;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The aborted transactions whose markers lie in one segment, kept in memory and in a file that exists only if there is one. The owner of
 * the partition appends, any thread reads the list.
 *
 * <pre>
 *  0         2             10              18             26                   34
 *  +---------+-------------+---------------+--------------+--------------------+
 *  | version | producer id | first offset  | last offset  | last stable offset |   big-endian, in order of last offset
 *  +---------+-------------+---------------+--------------+--------------------+
 * </pre>
 */
public final class TransactionIndex implements AutoCloseable {

    public static final int ENTRY_BYTES = 34;

    private static final short VERSION = 0;

    private final Storage storage;
    private final Path path;
    private volatile List<AbortedTransaction> entries;
    private @Nullable StorageFile file;
    // Entries in the file; fewer than in memory while the disk is full.
    private int saved;

    /** The index as its file has it. */
    public TransactionIndex(Storage storage, Path path) {
        this.storage = storage;
        this.path = path;
        this.entries = storage.exists(path) ? decode(storage.readAll(path)) : List.of();
        this.saved = entries.size();
    }

    /** All entries; an immutable list. */
    public List<AbortedTransaction> entries() {
        return entries;
    }

    /** Adds a transaction whose marker is behind all others. If the disk is full, its entry waits in memory for {@link #save}. */
    public void append(AbortedTransaction aborted) {
        List<AbortedTransaction> before = entries;
        Invariants.check(before.isEmpty() || before.getLast().lastOffset() < aborted.lastOffset(),
                "the transaction index of %s goes back to offset %s", path, aborted.lastOffset());
        List<AbortedTransaction> after = new ArrayList<>(before);
        after.add(aborted);
        entries = List.copyOf(after);
        try {
            save();
        } catch (TidemarkException e) {
            if (e.code() != FailureCode.DISK_FULL) {
                throw e;
            }
        }
    }

    /** Writes what the file does not have yet. */
    public void save() {
        List<AbortedTransaction> all = entries;
        while (saved < all.size()) {
            if (file == null) {
                file = storage.open(path, Storage.Mode.CREATE);
            }
            file.write(encode(all.get(saved)), (long) saved * ENTRY_BYTES);
            saved++;
        }
    }

    /** Drops every entry; the file goes. */
    public void clear() {
        close();
        storage.delete(path);
        entries = List.of();
        saved = 0;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    static ByteBuffer encode(AbortedTransaction aborted) {
        return ByteBuffer.allocate(ENTRY_BYTES)
                .putShort(VERSION)
                .putLong(aborted.producerId())
                .putLong(aborted.firstOffset())
                .putLong(aborted.lastOffset())
                .putLong(aborted.lastStableOffset())
                .flip();
    }

    private static List<AbortedTransaction> decode(ByteBuffer bytes) {
        List<AbortedTransaction> found = new ArrayList<>();
        while (bytes.remaining() >= ENTRY_BYTES) {
            short version = bytes.getShort();
            AbortedTransaction entry = new AbortedTransaction(bytes.getLong(), bytes.getLong(), bytes.getLong(),
                    bytes.getLong());
            if (version != VERSION) {
                break;
            }
            found.add(entry);
        }
        return List.copyOf(found);
    }
}
