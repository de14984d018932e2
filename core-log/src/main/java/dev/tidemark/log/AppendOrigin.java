package dev.tidemark.log;

/** Who hands in batches, and thereby what is checked of them. */
public enum AppendOrigin {
    /** A producer: sequence, epoch, transaction, size and timestamps are checked; control batches are refused. */
    CLIENT,
    /** This broker's coordinators: group and transaction records, and transaction markers. Epochs are checked. */
    COORDINATOR,
    /** A follower copying its leader: batches already have offsets and leader epochs and are taken as they are. */
    REPLICATION
}
