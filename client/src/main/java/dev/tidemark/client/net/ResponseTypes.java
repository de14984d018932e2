package dev.tidemark.client.net;

import dev.tidemark.protocol.message.AddOffsetsToTxnRequest;
import dev.tidemark.protocol.message.AddOffsetsToTxnResponse;
import dev.tidemark.protocol.message.AddPartitionsToTxnRequest;
import dev.tidemark.protocol.message.AddPartitionsToTxnResponse;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import dev.tidemark.protocol.message.ConsumerGroupDescribeRequest;
import dev.tidemark.protocol.message.ConsumerGroupDescribeResponse;
import dev.tidemark.protocol.message.CreatePartitionsRequest;
import dev.tidemark.protocol.message.CreatePartitionsResponse;
import dev.tidemark.protocol.message.CreateTopicsRequest;
import dev.tidemark.protocol.message.CreateTopicsResponse;
import dev.tidemark.protocol.message.DeleteRecordsRequest;
import dev.tidemark.protocol.message.DeleteRecordsResponse;
import dev.tidemark.protocol.message.DeleteTopicsRequest;
import dev.tidemark.protocol.message.DeleteTopicsResponse;
import dev.tidemark.protocol.message.DescribeClusterRequest;
import dev.tidemark.protocol.message.DescribeClusterResponse;
import dev.tidemark.protocol.message.DescribeConfigsRequest;
import dev.tidemark.protocol.message.DescribeConfigsResponse;
import dev.tidemark.protocol.message.DescribeGroupsRequest;
import dev.tidemark.protocol.message.DescribeGroupsResponse;
import dev.tidemark.protocol.message.DescribeProducersRequest;
import dev.tidemark.protocol.message.DescribeProducersResponse;
import dev.tidemark.protocol.message.DescribeTopicPartitionsRequest;
import dev.tidemark.protocol.message.DescribeTopicPartitionsResponse;
import dev.tidemark.protocol.message.DescribeTransactionsRequest;
import dev.tidemark.protocol.message.DescribeTransactionsResponse;
import dev.tidemark.protocol.message.EndTxnRequest;
import dev.tidemark.protocol.message.EndTxnResponse;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.FindCoordinatorRequest;
import dev.tidemark.protocol.message.FindCoordinatorResponse;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.HeartbeatResponse;
import dev.tidemark.protocol.message.IncrementalAlterConfigsRequest;
import dev.tidemark.protocol.message.IncrementalAlterConfigsResponse;
import dev.tidemark.protocol.message.InitProducerIdRequest;
import dev.tidemark.protocol.message.InitProducerIdResponse;
import dev.tidemark.protocol.message.JoinGroupRequest;
import dev.tidemark.protocol.message.JoinGroupResponse;
import dev.tidemark.protocol.message.LeaveGroupRequest;
import dev.tidemark.protocol.message.LeaveGroupResponse;
import dev.tidemark.protocol.message.ListGroupsRequest;
import dev.tidemark.protocol.message.ListGroupsResponse;
import dev.tidemark.protocol.message.ListOffsetsRequest;
import dev.tidemark.protocol.message.ListOffsetsResponse;
import dev.tidemark.protocol.message.ListTransactionsRequest;
import dev.tidemark.protocol.message.ListTransactionsResponse;
import dev.tidemark.protocol.message.MetadataRequest;
import dev.tidemark.protocol.message.MetadataResponse;
import dev.tidemark.protocol.message.OffsetCommitRequest;
import dev.tidemark.protocol.message.OffsetCommitResponse;
import dev.tidemark.protocol.message.OffsetFetchRequest;
import dev.tidemark.protocol.message.OffsetFetchResponse;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceResponse;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.protocol.message.SyncGroupRequest;
import dev.tidemark.protocol.message.SyncGroupResponse;
import dev.tidemark.protocol.message.TxnOffsetCommitRequest;
import dev.tidemark.protocol.message.TxnOffsetCommitResponse;
import dev.tidemark.protocol.message.WriteTxnMarkersRequest;
import dev.tidemark.protocol.message.WriteTxnMarkersResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which record answers which, for the requests that clients send. Immutable. */
final class ResponseTypes {

    private static final Map<Class<? extends Request>, Class<? extends Response>> BY_REQUEST = Map.ofEntries(
            Map.entry(ApiVersionsRequest.class, ApiVersionsResponse.class),
            Map.entry(MetadataRequest.class, MetadataResponse.class),
            Map.entry(ProduceRequest.class, ProduceResponse.class), Map.entry(FetchRequest.class, FetchResponse.class),
            Map.entry(ListOffsetsRequest.class, ListOffsetsResponse.class),
            Map.entry(FindCoordinatorRequest.class, FindCoordinatorResponse.class),
            Map.entry(JoinGroupRequest.class, JoinGroupResponse.class),
            Map.entry(SyncGroupRequest.class, SyncGroupResponse.class),
            Map.entry(HeartbeatRequest.class, HeartbeatResponse.class),
            Map.entry(LeaveGroupRequest.class, LeaveGroupResponse.class),
            Map.entry(OffsetCommitRequest.class, OffsetCommitResponse.class),
            Map.entry(OffsetFetchRequest.class, OffsetFetchResponse.class),
            Map.entry(InitProducerIdRequest.class, InitProducerIdResponse.class),
            Map.entry(AddPartitionsToTxnRequest.class, AddPartitionsToTxnResponse.class),
            Map.entry(AddOffsetsToTxnRequest.class, AddOffsetsToTxnResponse.class),
            Map.entry(TxnOffsetCommitRequest.class, TxnOffsetCommitResponse.class),
            Map.entry(EndTxnRequest.class, EndTxnResponse.class),
            Map.entry(CreateTopicsRequest.class, CreateTopicsResponse.class),
            Map.entry(DeleteTopicsRequest.class, DeleteTopicsResponse.class),
            Map.entry(CreatePartitionsRequest.class, CreatePartitionsResponse.class),
            Map.entry(DeleteRecordsRequest.class, DeleteRecordsResponse.class),
            Map.entry(DescribeConfigsRequest.class, DescribeConfigsResponse.class),
            Map.entry(IncrementalAlterConfigsRequest.class, IncrementalAlterConfigsResponse.class),
            Map.entry(DescribeClusterRequest.class, DescribeClusterResponse.class),
            Map.entry(DescribeTopicPartitionsRequest.class, DescribeTopicPartitionsResponse.class),
            Map.entry(ConsumerGroupDescribeRequest.class, ConsumerGroupDescribeResponse.class),
            Map.entry(DescribeProducersRequest.class, DescribeProducersResponse.class),
            Map.entry(ListTransactionsRequest.class, ListTransactionsResponse.class),
            Map.entry(DescribeTransactionsRequest.class, DescribeTransactionsResponse.class),
            Map.entry(WriteTxnMarkersRequest.class, WriteTxnMarkersResponse.class),
            Map.entry(ListGroupsRequest.class, ListGroupsResponse.class),
            Map.entry(DescribeGroupsRequest.class, DescribeGroupsResponse.class));

    private ResponseTypes() {}

    /** The response's class, or null for a request that no client sends. */
    static @Nullable Class<? extends Response> of(Request request) {
        return BY_REQUEST.get(request.getClass());
    }
}
