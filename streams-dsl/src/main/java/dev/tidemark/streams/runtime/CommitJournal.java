package dev.tidemark.streams.runtime;

import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import dev.tidemark.streams.runtime.commit.CommitListener;
import dev.tidemark.streams.runtime.commit.CommitPhase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes the phase that a worker's commit is in where it can be read after the process died: one line of fixed length per
 * worker in the state directory, overwritten in place. Not forced; a killed process leaves it in the page cache. Run by
 * the worker's loop.
 *
 * <pre>
 *   EndingTransaction    0000000000000000042\n
 * </pre>
 */
final class CommitJournal implements CommitListener, AutoCloseable {

    private final StorageFile file;

    CommitJournal(Storage storage, Path appDir, int worker) {
        file = storage.open(appDir.resolve("commit-phase-" + worker), Storage.Mode.CREATE);
    }

    @Override
    public void entered(CommitPhase phase) {
        String line = String.format(Locale.ROOT, "%-20s %019d%n", phase.label(), phase.number());
        file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    @Override
    public void close() {
        file.close();
    }
}
