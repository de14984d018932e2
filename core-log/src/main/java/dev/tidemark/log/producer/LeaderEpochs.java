package dev.tidemark.log.producer;

import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where each epoch of leadership begins in a log. Changed by the log's owner; {@link #snapshot} is for other threads. Its file has
 * Kafka's layout:
 *
 * <pre>
 * 0          version
 * 2          number of entries
 * 0 0        epoch, first offset
 * 3 1042
 * </pre>
 */
public final class LeaderEpochs {

    public static final String FILE = "leader-epoch-checkpoint";
    /** The manifest of that file alone. */
    public static final String CHECKSUMS = FILE + ".checksums";

    private final TreeMap<Integer, Long> starts = new TreeMap<>();
    private volatile NavigableMap<Integer, Long> snapshot = new TreeMap<>();
    // Whether the file has them all.
    private boolean saved;

    /** Notes that an epoch begins here, unless it is known; true if it is new. Epochs do not go back. */
    public boolean assign(int epoch, long startOffset) {
        if (epoch < 0 || (!starts.isEmpty() && starts.lastKey() >= epoch)) {
            return false;
        }
        // An epoch without a record leaves no trace: its successor begins at the same offset.
        while (!starts.isEmpty() && starts.lastEntry().getValue() >= startOffset) {
            starts.pollLastEntry();
        }
        starts.put(epoch, startOffset);
        publish();
        return true;
    }

    /** The epoch of the log's last leadership, -1 if none is known. */
    public int latest() {
        return starts.isEmpty() ? -1 : starts.lastKey();
    }

    /** Forgets what lies below the log's start; the epoch that spans it begins there now. True if that changed anything. */
    public boolean truncateBefore(long logStartOffset) {
        Map.Entry<Integer, Long> spanning = null;
        for (Map.Entry<Integer, Long> entry : starts.entrySet()) {
            if (entry.getValue() <= logStartOffset) {
                spanning = entry;
            }
        }
        if (spanning == null
                || (starts.firstKey().equals(spanning.getKey()) && spanning.getValue() == logStartOffset)) {
            return false;
        }
        int epoch = spanning.getKey();
        starts.headMap(epoch).clear();
        starts.put(epoch, logStartOffset);
        publish();
        return true;
    }

    /** Forgets epochs that begin at this offset or later. */
    public void truncateFrom(long offset) {
        if (starts.values().removeIf(start -> start >= offset)) {
            publish();
        }
    }

    private void publish() {
        saved = false;
        snapshot = new TreeMap<>(starts);
    }

    /** Epoch to first offset, not changed any more; any thread. */
    public NavigableMap<Integer, Long> snapshot() {
        return snapshot;
    }

    /** Whether the file and its checksums have them all. */
    public boolean saved() {
        return saved;
    }

    /** They have, until the next change. */
    public void markSaved() {
        saved = true;
    }

    /** Writes to the page cache: lost with the power, it is made anew from the batches. */
    public void write(Storage storage, Path file) {
        try (StorageFile opened = storage.open(file, Storage.Mode.CREATE)) {
            opened.truncate(0);
            opened.append(encode());
        }
    }

    /** The bytes of the file. */
    public ByteBuffer encode() {
        StringBuilder text = new StringBuilder("0\n").append(starts.size()).append('\n');
        starts.forEach((epoch, start) -> text.append(epoch).append(' ').append(start).append('\n'));
        return StandardCharsets.ISO_8859_1.encode(text.toString());
    }

    /** The epochs in a file's bytes; null if they are missing or wrong. */
    public static @Nullable LeaderEpochs parse(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return null;
        }
        String[] lines = StandardCharsets.ISO_8859_1.decode(bytes).toString().split("\n");
        try {
            if (lines.length < 2 || !lines[0].equals("0") || Integer.parseInt(lines[1]) != lines.length - 2) {
                return null;
            }
            LeaderEpochs epochs = new LeaderEpochs();
            for (int i = 2; i < lines.length; i++) {
                String[] words = lines[i].split(" ");
                if (words.length != 2 || !epochs.assign(Integer.parseInt(words[0]), Long.parseLong(words[1]))) {
                    return null;
                }
            }
            epochs.saved = true;
            return epochs;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
