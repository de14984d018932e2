package dev.tidemark.broker.request;

import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.message.AddOffsetsToTxnRequest;
import dev.tidemark.protocol.message.AddOffsetsToTxnResponse;
import dev.tidemark.protocol.message.AddPartitionsToTxnRequest;
import dev.tidemark.protocol.message.AddPartitionsToTxnResponse;
import dev.tidemark.protocol.message.ConsumerGroupDescribeRequest;
import dev.tidemark.protocol.message.ConsumerGroupDescribeResponse;
import dev.tidemark.protocol.message.ConsumerGroupHeartbeatRequest;
import dev.tidemark.protocol.message.ConsumerGroupHeartbeatResponse;
import dev.tidemark.protocol.message.DeleteGroupsRequest;
import dev.tidemark.protocol.message.DeleteGroupsResponse;
import dev.tidemark.protocol.message.DescribeGroupsRequest;
import dev.tidemark.protocol.message.DescribeGroupsResponse;
import dev.tidemark.protocol.message.EndTxnRequest;
import dev.tidemark.protocol.message.EndTxnResponse;
import dev.tidemark.protocol.message.FindCoordinatorRequest;
import dev.tidemark.protocol.message.FindCoordinatorResponse;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.HeartbeatResponse;
import dev.tidemark.protocol.message.InitProducerIdRequest;
import dev.tidemark.protocol.message.InitProducerIdResponse;
import dev.tidemark.protocol.message.JoinGroupRequest;
import dev.tidemark.protocol.message.JoinGroupResponse;
import dev.tidemark.protocol.message.LeaveGroupRequest;
import dev.tidemark.protocol.message.LeaveGroupResponse;
import dev.tidemark.protocol.message.ListGroupsRequest;
import dev.tidemark.protocol.message.ListGroupsResponse;
import dev.tidemark.protocol.message.OffsetCommitRequest;
import dev.tidemark.protocol.message.OffsetCommitResponse;
import dev.tidemark.protocol.message.OffsetDeleteRequest;
import dev.tidemark.protocol.message.OffsetDeleteResponse;
import dev.tidemark.protocol.message.OffsetFetchRequest;
import dev.tidemark.protocol.message.OffsetFetchResponse;
import dev.tidemark.protocol.message.SyncGroupRequest;
import dev.tidemark.protocol.message.SyncGroupResponse;
import dev.tidemark.protocol.message.TxnOffsetCommitRequest;
import dev.tidemark.protocol.message.TxnOffsetCommitResponse;

/** The handlers of groups and transactions. Used once, while the broker is wired. */
public final class CoordinatorHandlers {

    private CoordinatorHandlers() {}

    /**
     * Adds all of them to a table.
     *
     * @param listener the listener that the table serves: its address is what clients are told
     * @param controlLoop the loop of the groups
     * @param transactionLoop the loop of the transactions
     */
    public static void addTo(HandlerTable.Builder table, GroupCoordinator groups, TransactionCoordinator transactions,
            ClusterImages images, int nodeId, String listener, Clock clock, EventLoop controlLoop,
            EventLoop transactionLoop) {
        table.add(FindCoordinatorRequest.class, FindCoordinatorResponse.class,
                new FindCoordinatorHandler(groups, transactions, images, nodeId, listener, controlLoop,
                        transactionLoop));
        table.add(JoinGroupRequest.class, JoinGroupResponse.class, new JoinGroupHandler(groups, controlLoop));
        table.add(SyncGroupRequest.class, SyncGroupResponse.class, new SyncGroupHandler(groups, controlLoop));
        table.add(HeartbeatRequest.class, HeartbeatResponse.class, new HeartbeatHandler(groups, controlLoop));
        table.add(LeaveGroupRequest.class, LeaveGroupResponse.class, new LeaveGroupHandler(groups, controlLoop));
        table.add(OffsetCommitRequest.class, OffsetCommitResponse.class,
                new OffsetCommitHandler(groups, images, clock, controlLoop));
        table.add(OffsetFetchRequest.class, OffsetFetchResponse.class,
                new OffsetFetchHandler(groups, images, controlLoop));
        table.add(ListGroupsRequest.class, ListGroupsResponse.class, new ListGroupsHandler(groups, controlLoop));
        table.add(DescribeGroupsRequest.class, DescribeGroupsResponse.class,
                new DescribeGroupsHandler(groups, controlLoop));
        table.add(ConsumerGroupHeartbeatRequest.class, ConsumerGroupHeartbeatResponse.class,
                new ConsumerGroupHeartbeatHandler(groups, images, controlLoop));
        table.add(ConsumerGroupDescribeRequest.class, ConsumerGroupDescribeResponse.class,
                new ConsumerGroupDescribeHandler(groups, images, controlLoop));
        table.add(DeleteGroupsRequest.class, DeleteGroupsResponse.class, new DeleteGroupsHandler(groups, controlLoop));
        table.add(OffsetDeleteRequest.class, OffsetDeleteResponse.class,
                new OffsetDeleteHandler(groups, images, controlLoop));
        table.add(InitProducerIdRequest.class, InitProducerIdResponse.class,
                new InitProducerIdHandler(transactions, transactionLoop));
        table.add(AddPartitionsToTxnRequest.class, AddPartitionsToTxnResponse.class,
                new AddPartitionsToTxnHandler(transactions, images, transactionLoop));
        table.add(AddOffsetsToTxnRequest.class, AddOffsetsToTxnResponse.class,
                new AddOffsetsToTxnHandler(transactions, groups, transactionLoop));
        table.add(TxnOffsetCommitRequest.class, TxnOffsetCommitResponse.class,
                new TxnOffsetCommitHandler(groups, images, controlLoop));
        table.add(EndTxnRequest.class, EndTxnResponse.class, new EndTxnHandler(transactions, transactionLoop));
    }
}
