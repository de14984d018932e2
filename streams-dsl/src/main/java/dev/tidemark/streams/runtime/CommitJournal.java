package dev.tidemark.streams.runtime;

import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import dev.tidemark.streams.runtime.commit.CommitListener;
import dev.tidemark.streams.runtime.commit.CommitPhase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

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

    private static final int LABEL_WIDTH = 21;
    private static final int NUMBER_WIDTH = 19;

    private final StorageFile file;
    private final byte[] line = new byte[LABEL_WIDTH + NUMBER_WIDTH + 1];

    CommitJournal(Storage storage, Path appDir, int worker) {
        file = storage.open(appDir.resolve("commit-phase-" + worker), Storage.Mode.CREATE);
    }

    @Override
    public void entered(CommitPhase phase) {
        Arrays.fill(line, 0, LABEL_WIDTH, (byte) ' ');
        byte[] label = phase.label().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(label, 0, line, 0, label.length);
        long rest = phase.number();
        for (int i = LABEL_WIDTH + NUMBER_WIDTH - 1; i >= LABEL_WIDTH; i--) {
            line[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        line[line.length - 1] = '\n';
        file.write(ByteBuffer.wrap(line), 0);
    }

    @Override
    public void close() {
        file.close();
    }
}
