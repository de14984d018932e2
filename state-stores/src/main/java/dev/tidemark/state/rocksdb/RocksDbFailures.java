package dev.tidemark.state.rocksdb;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What a failure of RocksDB means to the task. */
final class RocksDbFailures {

    private RocksDbFailures() {}

    /** The failure with its code, position and remedy. */
    static TidemarkException at(String where, RocksDBException e) {
        String why = String.valueOf(e.getMessage());
        if (corrupt(e)) {
            return new TidemarkException(FailureCode.STORE_CORRUPT, "A state store cannot be read", where, why,
                    "nothing: the store is rebuilt from its changelog when the task is opened again", e);
        }
        if (locked(e)) {
            return new TidemarkException(FailureCode.DATA_DIR_IN_USE, "A state folder is in use", where, why,
                    "stop the other process, or give this one a state.dir of its own", e);
        }
        if (why.contains("No space left")) {
            return new TidemarkException(FailureCode.DISK_FULL, "A state store found no room", where, why,
                    "make room on the disk of state.dir; the task goes on from its last checkpoint", e);
        }
        return new TidemarkException(FailureCode.DISK_FAILED, "A state store cannot be read or written", where, why,
                "check the disk of state.dir and its permissions", e);
    }

    /** Whether bytes are wrong or files are missing, as opposed to a disk that refuses. */
    static boolean corrupt(RocksDBException e) {
        Status status = e.getStatus();
        String message = String.valueOf(e.getMessage());
        return (status != null && status.getCode() == Status.Code.Corruption)
                || message.contains("No such file or directory")
                || message.contains("does not exist (create_if_missing is false)");
    }

    private static boolean locked(RocksDBException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("lock hold by current process") || message.contains("While lock file");
    }
}
