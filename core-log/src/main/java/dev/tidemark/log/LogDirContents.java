package dev.tidemark.log;

import dev.tidemark.core.failure.TidemarkException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log dir as of now. Immutable.
 *
 * @param path absolute
 * @param failure why its logs take nothing any more, or null
 */
public record LogDirContents(Path path, @Nullable TidemarkException failure, List<PartitionLog> logs) {

    public LogDirContents {
        logs = List.copyOf(logs);
    }
}
