package dev.tidemark.broker;

import dev.tidemark.broker.controller.Controller;
import dev.tidemark.broker.controller.Features;
import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.metadata.BrokerConfigs;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.partition.LedPartitions;
import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.broker.request.ClusterHandlers;
import dev.tidemark.broker.request.ConfigHandlers;
import dev.tidemark.broker.request.CoordinatorHandlers;
import dev.tidemark.broker.request.CreatePartitionsHandler;
import dev.tidemark.broker.request.CreateTopicsHandler;
import dev.tidemark.broker.request.DeleteRecordsHandler;
import dev.tidemark.broker.request.DeleteTopicsHandler;
import dev.tidemark.broker.request.DescribeClusterHandler;
import dev.tidemark.broker.request.DescribeTopicPartitionsHandler;
import dev.tidemark.broker.request.DiskGuard;
import dev.tidemark.broker.request.FetchHandler;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.broker.request.ListOffsetsHandler;
import dev.tidemark.broker.request.MetadataHandler;
import dev.tidemark.broker.request.OffsetForLeaderEpochHandler;
import dev.tidemark.broker.request.ProduceHandler;
import dev.tidemark.broker.request.ReplicaHandlers;
import dev.tidemark.broker.request.TransactionInspectionHandlers;
import dev.tidemark.broker.txn.MarkerWriter;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.core.config.BrokerKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.core.metrics.Metrics;
import dev.tidemark.log.LogManager;
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
import dev.tidemark.protocol.message.DescribeTopicPartitionsRequest;
import dev.tidemark.protocol.message.DescribeTopicPartitionsResponse;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.ListOffsetsRequest;
import dev.tidemark.protocol.message.ListOffsetsResponse;
import dev.tidemark.protocol.message.MetadataRequest;
import dev.tidemark.protocol.message.MetadataResponse;
import dev.tidemark.protocol.message.OffsetForLeaderEpochRequest;
import dev.tidemark.protocol.message.OffsetForLeaderEpochResponse;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceResponse;
import java.util.concurrent.Executor;

/** The only place where an API gets its handler. Immutable; called by whoever opens a listener. */
record ListenerHandlers(Config config, BrokerSeams seams, BrokerExecutors executors, Metrics metrics,
        ClusterImages images, BrokerConfigs configs, ClientQuotas quotas, Controller controller, LogManager logs,
        LedPartitions partitions, GroupCoordinator groups, TransactionCoordinator transactions, MarkerWriter markers,
        DiskSpace diskSpace, Executor disk) {

    /** What a listener serves. Handlers that tell addresses tell those of the listener. */
    HandlerTable table(String listener) {
        String clusterId = logs.clusterId();
        int nodeId = config.get(BrokerKeys.NODE_ID);
        Clock clock = seams.clock();
        EventLoop control = executors.control();
        FetchHandler.Bounds fetchBounds = new FetchHandler.Bounds(config.get(BrokerKeys.FETCH_MAX_BYTES),
                config.get(BrokerKeys.FETCH_SESSION_CACHE_SLOTS), executors.dataLoops().size());
        HandlerTable.Builder table = HandlerTable.builder(metrics, clock)
                .add(ProduceRequest.class, ProduceResponse.class,
                        new DiskGuard(new ProduceHandler(partitions, clock), diskSpace::problem))
                .add(FetchRequest.class, FetchResponse.class,
                        new FetchHandler(partitions, fetchBounds, clock, seams.random()))
                .add(ListOffsetsRequest.class, ListOffsetsResponse.class, new ListOffsetsHandler(partitions))
                .add(DeleteRecordsRequest.class, DeleteRecordsResponse.class, new DeleteRecordsHandler(partitions))
                .add(OffsetForLeaderEpochRequest.class, OffsetForLeaderEpochResponse.class,
                        new OffsetForLeaderEpochHandler(partitions))
                .add(MetadataRequest.class, MetadataResponse.class,
                        new MetadataHandler(images, controller, clusterId, config, listener))
                .add(CreateTopicsRequest.class, CreateTopicsResponse.class,
                        new CreateTopicsHandler(controller, images, configs, quotas))
                .add(DeleteTopicsRequest.class, DeleteTopicsResponse.class,
                        new DeleteTopicsHandler(controller, quotas))
                .add(CreatePartitionsRequest.class, CreatePartitionsResponse.class,
                        new CreatePartitionsHandler(controller, quotas))
                .add(DescribeClusterRequest.class, DescribeClusterResponse.class,
                        new DescribeClusterHandler(images, clusterId, listener))
                .add(DescribeTopicPartitionsRequest.class, DescribeTopicPartitionsResponse.class,
                        new DescribeTopicPartitionsHandler(images));
        ConfigHandlers.addTo(table, controller, images, configs);
        ClusterHandlers.addTo(table, controller, images);
        CoordinatorHandlers.addTo(table, groups, transactions, images, nodeId, listener, clock, control,
                executors.transactions());
        TransactionInspectionHandlers.addTo(table, partitions, transactions, markers, executors.transactions());
        ReplicaHandlers.addTo(table, images, logs::contents, seams.storage(), disk, clock);
        return table.build(() -> Features.levels(images.current()));
    }
}
