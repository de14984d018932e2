package dev.tidemark.log;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.log.segment.LogFileNames;
import dev.tidemark.log.segment.Manifest;
import dev.tidemark.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The file that ties a partition's folder to its topic's id, in Kafka's layout; never changed after the log was created. No state.
 *
 * <pre>
 * version: 0
 * topic_id: 22 characters
 * </pre>
 */
final class PartitionMetadata {

    static final String FILE = "partition.metadata";
    static final String CHECKSUMS = FILE + ".checksums";

    private static final String HEAD = "version: 0\ntopic_id: ";

    private PartitionMetadata() {}

    static void write(Storage storage, Path folder, UUID topicId) {
        String text = HEAD + KafkaUuid.format(topicId) + "\n";
        Manifest.builder()
                .file(FILE, Manifest.Sum.of(StandardCharsets.UTF_8.encode(text)))
                .build()
                .write(storage, folder.resolve(CHECKSUMS));
        storage.replace(folder.resolve(FILE), StandardCharsets.UTF_8.encode(text));
    }

    /**
     * Whether a crash, or a full disk, ended the creation of the log: the file that comes last is not there, and nothing was ever written to
     * the log.
     */
    static boolean creationInterrupted(Storage storage, Path folder) {
        return !storage.exists(folder.resolve(FILE)) && storage.list(folder)
                .stream()
                .noneMatch(name -> LogFileNames.is(name, LogFileNames.LOG) && storage.size(folder.resolve(name)) > 0);
    }

    static UUID read(Storage storage, Path folder) {
        Path file = folder.resolve(FILE);
        if (!storage.exists(file)) {
            throw wrong(file, "the file is missing", null);
        }
        ByteBuffer bytes = storage.readAll(file);
        Manifest manifest = Manifest.read(storage, folder.resolve(CHECKSUMS));
        if (manifest != null && !Manifest.Sum.of(bytes).equals(manifest.sum(FILE))) {
            throw wrong(file, "its bytes do not match their checksum", null);
        }
        String text = StandardCharsets.UTF_8.decode(bytes).toString();
        try {
            if (!text.startsWith(HEAD)) {
                throw new IllegalArgumentException("it does not begin with version and topic_id");
            }
            return KafkaUuid.parse(text.substring(HEAD.length()).strip());
        } catch (IllegalArgumentException e) {
            throw wrong(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static TidemarkException wrong(Path file, String why, @Nullable Throwable cause) {
        return new TidemarkException(FailureCode.LOG_CORRUPT, "A partition's folder does not say whose it is",
                file + ", position 0", why, "restore the file; topic ids are shown by: tidemark topic describe", cause);
    }
}
