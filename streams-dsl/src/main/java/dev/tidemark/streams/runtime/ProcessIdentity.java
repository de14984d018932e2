package dev.tidemark.streams.runtime;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Who this process is, across restarts: a UUID kept in the application's state directory and locked while the process
 * runs. It makes the group's static member and the producers' transactional ids, so that a restart on the same host causes
 * no rebalance and its first InitProducerId ends what the process before it left open.
 */
public final class ProcessIdentity implements AutoCloseable {

    private static final String ID_FILE = "process.id";
    private static final String LOCK_FILE = "process.lock";
    private static final String WORKERS_FILE = "process.workers";

    private final Storage storage;
    private final Path appDir;
    private final UUID id;
    private final Storage.Lock lock;

    private ProcessIdentity(Storage storage, Path appDir, UUID id, Storage.Lock lock) {
        this.storage = storage;
        this.appDir = appDir;
        this.id = id;
        this.lock = lock;
    }

    /**
     * Takes the identity that the directory holds, or makes one.
     *
     * @throws TidemarkException DATA_DIR_IN_USE if a running process has it; DATA_DIR_UNUSABLE if the file is no identity
     */
    public static ProcessIdentity take(Storage storage, Path appDir, RandomGenerator random) {
        storage.createFolders(appDir);
        Storage.Lock lock = storage.tryLock(appDir.resolve(LOCK_FILE));
        if (lock == null) {
            throw new TidemarkException(FailureCode.DATA_DIR_IN_USE, "The state directory is in use", appDir.toString(),
                    "a running process holds its lock", "stop that process, or give this one another state.dir");
        }
        try {
            return new ProcessIdentity(storage, appDir, read(storage, appDir.resolve(ID_FILE), random), lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static UUID read(Storage storage, Path file, RandomGenerator random) {
        if (!storage.exists(file)) {
            UUID fresh = new UUID((random.nextLong() & ~0xf000L) | 0x4000L,
                    (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L);
            storage.replace(file, ByteBuffer.wrap((fresh + "\n").getBytes(StandardCharsets.UTF_8)));
            return fresh;
        }
        String text = StandardCharsets.UTF_8.decode(storage.readAll(file)).toString().strip();
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new TidemarkException(FailureCode.DATA_DIR_UNUSABLE, "The process's identity cannot be read",
                    file.toString(), "it holds '" + text + "', which is no UUID",
                    "delete the file: the process gets a new identity, and the transactions that the old one left"
                            + " open end by their time-out",
                    e);
        }
    }

    public UUID id() {
        return id;
    }

    /** The static member of the group. */
    public String groupInstanceId(String applicationId) {
        return applicationId + "-" + id;
    }

    /** The transactional id of one worker, from zero. */
    public String transactionalId(String applicationId, int worker) {
        return applicationId + "-" + id + "-" + worker;
    }

    /**
     * How many workers may have left a transaction open: as many as the process ever had since all of theirs were last
     * known to be ended. Zero on the first start.
     */
    public int workersBefore() {
        Path file = appDir.resolve(WORKERS_FILE);
        if (!storage.exists(file)) {
            return 0;
        }
        String text = StandardCharsets.UTF_8.decode(storage.readAll(file)).toString().strip();
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new TidemarkException(FailureCode.DATA_DIR_UNUSABLE, "The process's count of workers cannot be read",
                    file.toString(), "it holds '" + text + "', which is no number",
                    "write the greatest num.stream.threads that was used with this state.dir into it", e);
        }
    }

    /** Notes durably that this many workers may have transactions open. Before the first of theirs begins. */
    public void noteWorkers(int workers) {
        storage.replace(appDir.resolve(WORKERS_FILE),
                ByteBuffer.wrap((workers + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        lock.close();
    }
}
