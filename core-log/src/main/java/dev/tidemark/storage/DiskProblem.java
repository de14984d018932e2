package dev.tidemark.storage;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Turns an I/O error into a failure that names file and position. No state; any thread. */
final class DiskProblem {

    private DiskProblem() {}

    static TidemarkException of(String what, Path file, IOException cause) {
        return of(what, file.toString(), cause);
    }

    static TidemarkException of(String what, Path file, long position, IOException cause) {
        return of(what, file + ", position " + position, cause);
    }

    private static TidemarkException of(String what, String where, IOException cause) {
        if (isFull(cause)) {
            return new TidemarkException(FailureCode.DISK_FULL, what, where,
                    "the disk has no room: " + cause.getMessage(),
                    "free space on that disk or shorten retention; writing goes on by itself when there is room",
                    cause);
        }
        String why = cause instanceof NoSuchFileException ? "there is no such file"
                : String.valueOf(cause.getMessage());
        return new TidemarkException(FailureCode.DISK_FAILED, what, where, why,
                "check the disk, its mount and its permissions, then start the broker again", cause);
    }

    static TidemarkException afterFailedForce(Path file) {
        return new TidemarkException(FailureCode.DISK_FAILED, "A file can no longer be written", file.toString(),
                "an earlier fsync of it failed, so nobody knows which of its bytes are on disk",
                "check the disk, then start the broker again; it recovers what is on disk");
    }

    /** The JDK has no type for ENOSPC and EDQUOT: their texts are those of strerror. */
    private static boolean isFull(IOException cause) {
        String message = cause.getMessage();
        return message != null
                && (message.contains("No space left on device") || message.contains("Disk quota exceeded"));
    }
}
