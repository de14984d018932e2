package dev.tidemark.cli.dev;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Where a dev process keeps its logs and state. Without {@code --data-dir} a temporary folder, deleted on {@link #close}.
 *
 * @param temporary whether it goes with the process
 */
record DataFolder(Path path, boolean temporary) implements AutoCloseable {

    /** @param chosen {@code --data-dir}, or null */
    static DataFolder open(@Nullable Path chosen) {
        try {
            if (chosen != null) {
                return new DataFolder(Files.createDirectories(chosen).toAbsolutePath(), false);
            }
            return new DataFolder(Files.createTempDirectory("tidemark-"), true);
        } catch (IOException failed) {
            throw new TidemarkException(FailureCode.DATA_DIR_UNUSABLE, "the data folder cannot be made",
                    chosen == null ? System.getProperty("java.io.tmpdir", "/tmp") : chosen.toString(),
                    failed.toString(),
                    "name a folder that can be written to with --data-dir", failed);
        }
    }

    Path broker() {
        return path.resolve("broker");
    }

    Path state() {
        return path.resolve("state");
    }

    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException left) {
            // the system's own cleaning of temporary folders takes what is left
        }
    }
}
