package dev.tidemark.log.recovery;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import java.nio.file.Path;

/** What recovery says of a log that it will not open. No state. */
final class LogProblems {

    private LogProblems() {}

    static TidemarkException corrupt(Path file, BatchScan scan) {
        return corrupt(file, scan.position(), Invariants.present(scan.problem(), "a problem").text());
    }

    static TidemarkException corrupt(Path file, long position, String why) {
        return new TidemarkException(FailureCode.LOG_CORRUPT, "A batch of the log cannot be read",
                file + ", position " + position, why,
                "restore the file from a replica or a backup; nothing behind the position was dropped");
    }

    static TidemarkException shorter(Path file, long position, long endOffset, long recoveryPoint) {
        return new TidemarkException(FailureCode.LOG_CORRUPT, "A log is shorter than what was flushed",
                file + ", position " + position,
                "its sound batches end at offset " + endOffset + ", but everything below offset " + recoveryPoint
                        + " was on disk before",
                "restore the file from a replica or a backup; nothing of it was dropped");
    }
}
