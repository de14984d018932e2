package dev.tidemark.broker.request;

import dev.tidemark.broker.partition.Partition;
import dev.tidemark.protocol.ErrorCode;

/** Fencing by leader epoch (KIP-320). */
final class LeaderEpochs {

    private static final int UNKNOWN = -1;

    private LeaderEpochs() {}

    /** Whether a client that believes in this epoch may be served: it must know neither more nor less than the leader. */
    static ErrorCode check(int clientsEpoch, Partition partition) {
        if (clientsEpoch == UNKNOWN || clientsEpoch == partition.leaderEpoch()) {
            return ErrorCode.NONE;
        }
        return clientsEpoch < partition.leaderEpoch() ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.UNKNOWN_LEADER_EPOCH;
    }
}
