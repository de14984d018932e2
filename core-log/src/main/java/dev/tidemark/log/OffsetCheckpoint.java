package dev.tidemark.log;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of one offset per partition, in Kafka's layout; replaced as a whole. No state.
 *
 * <pre>
 * 0              version
 * 2              number of entries
 * orders 0 1042  topic, partition, offset
 * orders 1 977
 * </pre>
 */
final class OffsetCheckpoint {

    static final String RECOVERY_POINTS = "recovery-point-offset-checkpoint";
    static final String LOG_STARTS = "log-start-offset-checkpoint";
    static final String COMPACTED = "cleaner-offset-checkpoint";

    private static final Logger LOG = LoggerFactory.getLogger(OffsetCheckpoint.class);

    private OffsetCheckpoint() {}

    static void write(Storage storage, Path file, Map<TopicPartition, Long> offsets) {
        StringBuilder text = new StringBuilder("0\n").append(offsets.size()).append('\n');
        new TreeMap<>(offsets).forEach((partition, offset) -> text.append(partition.topic())
                .append(' ')
                .append(partition.partition())
                .append(' ')
                .append(offset)
                .append('\n'));
        storage.replace(file, StandardCharsets.UTF_8.encode(text.toString()));
    }

    /** Empty if the file is missing or wrong: recovery then reads more than it would have to. */
    static Map<TopicPartition, Long> read(Storage storage, Path file) {
        if (!storage.exists(file)) {
            return Map.of();
        }
        String[] lines = StandardCharsets.UTF_8.decode(storage.readAll(file)).toString().split("\n");
        try {
            if (lines.length < 2 || !lines[0].equals("0") || Integer.parseInt(lines[1]) != lines.length - 2) {
                throw new NumberFormatException("its head does not fit its lines");
            }
            Map<TopicPartition, Long> offsets = new TreeMap<>();
            for (int i = 2; i < lines.length; i++) {
                String[] words = lines[i].split(" ");
                if (words.length != 3) {
                    throw new NumberFormatException("line " + (i + 1));
                }
                offsets.put(new TopicPartition(words[0], Integer.parseInt(words[1])), Long.parseLong(words[2]));
            }
            return offsets;
        } catch (NumberFormatException e) {
            LOG.warn("{} cannot be read ({}); logs are read, or compacted, from their beginning", file, e.getMessage());
            return Map.of();
        }
    }
}
