package dev.tidemark.broker.quorum;

import dev.tidemark.broker.metadata.MetadataRecord;
import dev.tidemark.broker.metadata.MetadataRecordCodec;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.UnreadableValueException;
import dev.tidemark.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The quorum of one: a log file, a snapshot, one flush per commit. Confined to the control loop; writes and forces run on a flusher thread,
 * one at a time, and what is proposed meanwhile shares the next one.
 *
 * <p>Files in its folder, {@code metadata/} of the first log dir: {@code quorum.properties} with {@code quorum.mode=single};
 * {@code <sequence>.log}; {@code <sequence>.snapshot} ({@code docs/formats/metadata-log.md}). A folder marked for another mode is refused: its
 * newest state may be elsewhere.
 *
 * <p>A full disk refuses what it has no room for and changes nothing else. After any other failure nobody knows what is on the disk: nothing is
 * committed any more, and the broker is told to stop.
 */
public final class SingleNodeQuorum implements MetadataQuorum {

    private static final Logger LOG = LoggerFactory.getLogger(SingleNodeQuorum.class);

    /** Name of the folder; without a number behind a dash, so that it is no partition's. */
    public static final String FOLDER = "metadata";

    private static final String MODE_FILE = "quorum.properties";
    private static final String MODE_KEY = "quorum.mode=";
    private static final String MODE = "single";
    private static final String LOG_SUFFIX = ".log";
    private static final String SNAPSHOT_SUFFIX = ".snapshot";

    /** A proposal on its way to the disk. */
    private record Proposal(int controllerEpoch, List<MetadataRecord> records, ByteBuffer payload,
            CompletableFuture<Outcome> done) {}

    private final Storage storage;
    private final Path folder;
    private final EventLoop loop;
    private final Executor flusher;
    private final Consumer<Throwable> onFailure;
    private final MetadataRecordCodec codec = new MetadataRecordCodec();
    private List<Proposal> waiting = new ArrayList<>();
    private boolean writing;
    private boolean closed;
    private int epoch = -1;
    private long snapshotSequence;
    /** Where the latest snapshot was tried; behind {@link #snapshotSequence} if it found no room. */
    private long triedSequence;
    private @Nullable Listener listener;
    private @Nullable MetadataLogFile log;
    private Storage.@Nullable Lock lock;

    /**
     * @param folder created if it is not there
     * @param loop the control loop
     * @param flusher runs writes and forces
     * @param onFailure told, on the control loop, of what ends this leadership for good
     */
    public SingleNodeQuorum(Storage storage, Path folder, EventLoop loop, Executor flusher,
            Consumer<Throwable> onFailure) {
        this.storage = storage;
        this.folder = folder;
        this.loop = loop;
        this.flusher = flusher;
        this.onFailure = onFailure;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Reads its files at once, on the calling loop: nothing is served yet that could wait for it.
     *
     * @throws TidemarkException DATA_DIR_IN_USE, DATA_DIR_UNUSABLE (another quorum mode, a newer format), LOG_CORRUPT, DISK_FAILED
     */
    @Override
    public CompletionStage<Void> start(Listener asked) {
        Invariants.check(listener == null, "a quorum starts once");
        listener = asked;
        storage.createFolders(folder);
        lock = storage.tryLock(folder.resolve(".lock"));
        if (lock == null) {
            throw new TidemarkException(FailureCode.DATA_DIR_IN_USE, "the data folder is in use", folder.toString(),
                    "another process, or another broker in this one, holds its lock",
                    "stop that one, or choose another data folder");
        }
        checkMode();
        load(asked);
        epoch++;
        asked.elected(epoch);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Outcome> propose(int controllerEpoch, List<MetadataRecord> records) {
        if (closed || controllerEpoch != epoch) {
            return CompletableFuture
                    .failedFuture(new TidemarkException(FailureCode.REQUEST_FAILED, "metadata cannot be changed",
                            "controller epoch " + controllerEpoch,
                            closed ? "the broker is stopping" : "the current epoch is " + epoch, "try again"));
        }
        Proposal proposal = new Proposal(controllerEpoch, List.copyOf(records), encode(controllerEpoch, records),
                new CompletableFuture<>());
        waiting.add(proposal);
        writeNext();
        return proposal.done();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The snapshot is on disk before the log before it goes; a crash between any two steps leaves a state that {@link #start} reads the
     * same.
     */
    @Override
    public CompletionStage<Void> save(MetadataSnapshot snapshot) {
        Invariants.check(!writing && waiting.isEmpty(), "a snapshot is taken between commits");
        MetadataLogFile old = Invariants.present(log, "the metadata log");
        long sequence = old.nextSequence();
        if (closed || sequence == snapshotSequence) {
            return CompletableFuture.completedFuture(null);
        }
        writing = true;
        triedSequence = sequence;
        CompletableFuture<Void> done = new CompletableFuture<>();
        flusher.execute(() -> {
            try {
                MetadataLogFile next = begin(sequence, snapshot);
                if (next != null) {
                    old.close();
                    dropBefore(sequence);
                }
                loop.execute(() -> saved(next, sequence, done));
            } catch (RuntimeException failed) {
                loop.execute(() -> fail(failed, List.of(), done));
            }
        });
        return done;
    }

    /** The snapshot and the log behind it, both durable; null if there was no room for them, and then they are gone for good. */
    private @Nullable MetadataLogFile begin(long sequence, MetadataSnapshot snapshot) {
        Path state = file(sequence, SNAPSHOT_SUFFIX);
        Path behind = file(sequence, LOG_SUFFIX);
        try {
            SnapshotFile.write(storage, state, new SnapshotFile.Content(sequence, snapshot));
            MetadataLogFile next = MetadataLogFile.create(storage, behind, sequence);
            storage.syncDirectory(folder);
            return next;
        } catch (TidemarkException full) {
            if (full.code() != FailureCode.DISK_FULL) {
                throw full;
            }
            LOG.warn("a metadata snapshot found no room; the batches before it stay until the next one\n{}",
                    full.getMessage());
            storage.delete(behind);
            storage.delete(state);
            storage.delete(state.resolveSibling(state.getFileName() + ".tmp"));
            // Were its name to come back with a power loss, the batches that are appended to the old log now would be hidden by it.
            storage.syncDirectory(folder);
            return null;
        }
    }

    private void saved(@Nullable MetadataLogFile next, long sequence, CompletableFuture<Void> done) {
        if (next != null) {
            log = next;
            snapshotSequence = sequence;
        }
        writing = false;
        done.complete(null);
        if (closed) {
            closeFiles();
        } else {
            writeNext();
        }
    }

    @Override
    public long batchesSinceSnapshot() {
        return log == null ? 0 : log.nextSequence() - Math.max(snapshotSequence, triedSequence);
    }

    @Override
    public void close() {
        closed = true;
        if (!writing) {
            closeFiles();
        }
    }

    private void closeFiles() {
        if (log != null) {
            log.close();
            log = null;
        }
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }

    private void checkMode() {
        Path file = folder.resolve(MODE_FILE);
        if (!storage.exists(file)) {
            storage.replace(file, ByteBuffer.wrap((MODE_KEY + MODE + "\n").getBytes(StandardCharsets.UTF_8)));
            return;
        }
        String text = StandardCharsets.UTF_8.decode(storage.readAll(file)).toString().strip();
        if (!text.equals(MODE_KEY + MODE)) {
            throw new TidemarkException(FailureCode.DATA_DIR_UNUSABLE,
                    "the data folder belongs to another kind of quorum", file.toString(),
                    "it says '" + text + "'; a single node needs '" + MODE_KEY + MODE + "'",
                    "start it as part of its cluster, or choose another data folder");
        }
    }

    /** Newest snapshot, then the log that follows it. Files of an interrupted {@link #save} are put right. */
    private void load(Listener to) {
        long newest = newestSnapshot();
        if (newest >= 0) {
            SnapshotFile.Content content = SnapshotFile.read(storage, file(newest, SNAPSHOT_SUFFIX));
            snapshotSequence = content.sequence();
            epoch = content.snapshot().controllerEpoch();
            to.load(content.snapshot());
        }
        Path logFile = file(snapshotSequence, LOG_SUFFIX);
        if (MetadataLogFile.begun(storage, logFile)) {
            log = MetadataLogFile.open(storage, logFile, (sequence, payload) -> replay(to, logFile, sequence, payload));
        } else {
            log = MetadataLogFile.create(storage, logFile, snapshotSequence);
            storage.syncDirectory(folder);
        }
        dropBefore(snapshotSequence);
    }

    private void replay(Listener to, Path logFile, long sequence, ByteBuffer payload) {
        try {
            ByteSource source = new ByteSource().reset(payload, 0, payload.limit());
            int batchEpoch = source.readInt();
            epoch = Math.max(epoch, batchEpoch);
            to.committed(batchEpoch, codec.read(source));
        } catch (UnreadableValueException unreadable) {
            throw new TidemarkException(FailureCode.DATA_DIR_UNUSABLE, "the metadata log cannot be read",
                    logFile + ", batch " + sequence,
                    String.valueOf(unreadable.getMessage()), "start the program that wrote it, or a newer one");
        }
    }

    private long newestSnapshot() {
        long newest = -1;
        for (String name : storage.list(folder)) {
            if (name.endsWith(SNAPSHOT_SUFFIX)) {
                newest = Math.max(newest, Long.parseLong(name.substring(0, name.length() - SNAPSHOT_SUFFIX.length())));
            }
        }
        return newest;
    }

    private void dropBefore(long sequence) {
        for (String name : storage.list(folder)) {
            int dot = name.indexOf('.');
            boolean numbered = dot == 20 && (name.endsWith(LOG_SUFFIX) || name.endsWith(SNAPSHOT_SUFFIX));
            if (numbered && Long.parseLong(name.substring(0, dot)) < sequence) {
                storage.delete(folder.resolve(name));
            }
        }
    }

    private void writeNext() {
        if (writing || waiting.isEmpty()) {
            return;
        }
        List<Proposal> batch = waiting;
        waiting = new ArrayList<>();
        writing = true;
        MetadataLogFile to = Invariants.present(log, "the metadata log");
        flusher.execute(() -> {
            try {
                int written = 0;
                // each in its own write and force: a torn frame can then only be the last one, which reading relies on
                while (written < batch.size() && to.append(batch.get(written).payload())) {
                    to.force();
                    written++;
                }
                int committed = written;
                loop.execute(() -> commit(batch, committed));
            } catch (RuntimeException failed) {
                loop.execute(() -> fail(failed, batch, null));
            }
        });
    }

    /** The first ones are durable; the others found no room, or were decided after one that found none. */
    private void commit(List<Proposal> batch, int committed) {
        writing = false;
        for (int i = 0; i < batch.size(); i++) {
            Proposal proposal = batch.get(i);
            if (i >= committed) {
                proposal.done().complete(Outcome.NO_ROOM);
                continue;
            }
            if (!closed && listener != null) {
                listener.committed(proposal.controllerEpoch(), proposal.records());
            }
            proposal.done().complete(Outcome.COMMITTED);
        }
        if (closed) {
            closeFiles();
        } else {
            writeNext();
        }
    }

    /** Nobody knows what is on the disk now: this process commits nothing any more. The next start reads what there is. */
    private void fail(RuntimeException failed, List<Proposal> batch, @Nullable CompletableFuture<Void> other) {
        writing = false;
        closed = true;
        epoch = -1;
        closeFiles();
        if (other != null) {
            other.completeExceptionally(failed);
        }
        List<Proposal> all = new ArrayList<>(batch);
        all.addAll(waiting);
        waiting = new ArrayList<>();
        for (Proposal proposal : all) {
            proposal.done().completeExceptionally(failed);
        }
        if (listener != null) {
            listener.resigned();
        }
        onFailure.accept(failed);
    }

    private ByteBuffer encode(int controllerEpoch, List<MetadataRecord> records) {
        ByteSink sink = new ByteSink();
        sink.writeInt(controllerEpoch);
        codec.write(records, sink);
        return ByteBuffer.wrap(sink.array(), 0, sink.size());
    }

    private Path file(long sequence, String suffix) {
        StringBuilder digits = new StringBuilder(20).append(sequence);
        while (digits.length() < 20) {
            digits.insert(0, '0');
        }
        return folder.resolve(digits + suffix);
    }
}
