package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.log.LogDirContents;
import dev.tidemark.protocol.message.AlterPartitionReassignmentsRequest;
import dev.tidemark.protocol.message.AlterPartitionReassignmentsResponse;
import dev.tidemark.protocol.message.AlterReplicaLogDirsRequest;
import dev.tidemark.protocol.message.AlterReplicaLogDirsResponse;
import dev.tidemark.protocol.message.DescribeLogDirsRequest;
import dev.tidemark.protocol.message.DescribeLogDirsResponse;
import dev.tidemark.protocol.message.DescribeQuorumRequest;
import dev.tidemark.protocol.message.DescribeQuorumResponse;
import dev.tidemark.protocol.message.ElectLeadersRequest;
import dev.tidemark.protocol.message.ElectLeadersResponse;
import dev.tidemark.protocol.message.ListPartitionReassignmentsRequest;
import dev.tidemark.protocol.message.ListPartitionReassignmentsResponse;
import dev.tidemark.protocol.message.UnregisterBrokerRequest;
import dev.tidemark.protocol.message.UnregisterBrokerResponse;
import dev.tidemark.storage.Storage;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The handlers that say where replicas lie and who leads them. Used once, while the broker is wired. */
public final class ReplicaHandlers {

    private ReplicaHandlers() {}

    /**
     * Adds all of them to a table.
     *
     * @param dirs the data folders as of now; called on connection loops and on {@code disk}
     * @param storage asked how large disks are
     * @param disk waits for the storage
     */
    public static void addTo(HandlerTable.Builder table, ClusterImages images, Supplier<List<LogDirContents>> dirs,
            Storage storage, Executor disk, Clock clock) {
        table.add(DescribeLogDirsRequest.class, DescribeLogDirsResponse.class,
                new DescribeLogDirsHandler(dirs, storage, disk));
        table.add(AlterReplicaLogDirsRequest.class, AlterReplicaLogDirsResponse.class,
                new AlterReplicaLogDirsHandler(dirs));
        table.add(ElectLeadersRequest.class, ElectLeadersResponse.class, new ElectLeadersHandler(images));
        table.add(AlterPartitionReassignmentsRequest.class, AlterPartitionReassignmentsResponse.class,
                new AlterPartitionReassignmentsHandler(images));
        table.add(ListPartitionReassignmentsRequest.class, ListPartitionReassignmentsResponse.class,
                new ListPartitionReassignmentsHandler());
        table.add(DescribeQuorumRequest.class, DescribeQuorumResponse.class, new DescribeQuorumHandler(images, clock));
        table.add(UnregisterBrokerRequest.class, UnregisterBrokerResponse.class, new UnregisterBrokerHandler(images));
    }
}
