package dev.tidemark.verification.simulation.disk;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.nio.file.Path;

/** What a simulated disk says when it cannot do what it was asked. */
public final class DiskError {

    private DiskError() {}

    /** EIO: what of the operation happened, nobody knows. */
    public static TidemarkException inputOutput(Path path) {
        return new TidemarkException(FailureCode.DISK_FAILED, "An operation on a file failed", path.toString(),
                "the simulated disk says EIO", "start again");
    }
}
