package dev.tidemark.broker;

import dev.tidemark.core.metrics.Described;
import dev.tidemark.core.metrics.Described.Kind;
import dev.tidemark.core.metrics.Metrics;

/**
 * Every metric of a broker: the catalogue that the reference page is written from and that the exporter takes types and help from. A name has Kafka's stem
 * where Kafka counts the same thing.
 */
public enum BrokerMetric {
    REQUESTS("tidemark_requests_total", Kind.COUNTER, 1, "Requests read", "api",
            "kafka.network:type=RequestMetrics,name=RequestsPerSec"),
    REQUEST_ERRORS("tidemark_request_errors_total", Kind.COUNTER, 1,
            "Error codes in answers; one answer may have several", "api, error",
            "kafka.network:type=RequestMetrics,name=ErrorsPerSec"),
    REQUEST_BYTES("tidemark_request_bytes_total", Kind.COUNTER, 1, "Bytes of requests", "api",
            "kafka.network:type=RequestMetrics,name=RequestBytes; of Produce nearly the sum of BytesInPerSec"),
    RESPONSE_BYTES("tidemark_response_bytes_total", Kind.COUNTER, 1, "Bytes of answers", "api",
            "of Fetch nearly the sum of BytesOutPerSec"),
    REQUEST_LOCAL("tidemark_request_local_seconds", Kind.HISTOGRAM, 1e-9,
            "Time on the connection's own loop: decoding and the part of the handler that runs there", "api",
            "kafka.network:type=RequestMetrics,name=LocalTimeMs"),
    RESPONSE_QUEUE("tidemark_response_queue_seconds", Kind.HISTOGRAM, 1e-9,
            "Time an answer waited for those of earlier requests of its connection", "api",
            "kafka.network:type=RequestMetrics,name=ResponseQueueTimeMs"),
    REQUEST_TOTAL("tidemark_request_total_seconds", Kind.HISTOGRAM, 1e-9,
            "Time from reading a request to handing its answer to the connection", "api",
            "kafka.network:type=RequestMetrics,name=TotalTimeMs"),
    CONNECTIONS("tidemark_connections", Kind.GAUGE, 1, "Open TCP connections", "listener",
            "kafka.server:type=socket-server-metrics, connection-count"),
    REQUEST_MEMORY("tidemark_request_memory_bytes", Kind.GAUGE, 1,
            "Bytes that requests and their objects hold, of queued.max.request.bytes", "",
            "the complement of kafka.network:type=SocketServer,name=MemoryPoolAvailable"),
    CONNECTIONS_WAITING("tidemark_connections_waiting_for_memory", Kind.GAUGE, 1,
            "Connections that are not read from until requests give memory back", "",
            "nearest: kafka.network:type=SocketServer, MemoryPoolAvgDepletedPercent"),
    TOPICS("tidemark_topics", Kind.GAUGE, 1, "Topics of the cluster", "",
            "kafka.controller:type=KafkaController,name=GlobalTopicCount"),
    PARTITIONS("tidemark_partitions", Kind.GAUGE, 1, "Partitions that this broker leads", "",
            "kafka.server:type=ReplicaManager,name=PartitionCount and LeaderCount"),
    OFFLINE_PARTITIONS("tidemark_log_offline_partitions", Kind.GAUGE, 1, "Logs that could not be opened", "",
            "kafka.server:type=ReplicaManager,name=OfflineReplicaCount"),
    LOG_SIZE("tidemark_log_size_bytes", Kind.GAUGE, 1, "Bytes of all logs", "",
            "the sum of kafka.log:type=Log,name=Size"),
    LOG_SEGMENTS("tidemark_log_segments", Kind.GAUGE, 1, "Segments of all logs", "",
            "the sum of kafka.log:type=Log,name=NumLogSegments"),
    LOG_OPEN_SEGMENTS("tidemark_log_open_segments", Kind.GAUGE, 1, "Segments whose files are open", "", "-"),
    LOG_FLUSH("tidemark_log_flush_seconds", Kind.HISTOGRAM, 1e-9, "Forces of logs to disk: how many and how long", "",
            "kafka.log:type=LogFlushStats,name=LogFlushRateAndTimeMs"),
    LOG_OPENED("tidemark_log_open_duration_seconds", Kind.GAUGE, 1e-9,
            "How long this start took to open all logs, recovery included", "", "-"),
    LOG_CLEAN_START("tidemark_log_clean_start", Kind.GAUGE, 1, "1 if the stop before this start was a clean one", "",
            "-"),
    LOG_TO_OPEN("tidemark_log_remaining_logs_to_recover", Kind.GAUGE, 1,
            "Logs that this start has still to open, recovery included; told from the beginning of the start", "",
            "the sum of kafka.log:type=LogManager,name=remainingLogsToRecover"),
    LSO_LAG_MAX("tidemark_log_last_stable_offset_lag_max", Kind.GAUGE, 1,
            "Offsets between last stable offset and high watermark, in the partition where they are most", "",
            "the maximum of kafka.cluster:type=Partition,name=LastStableOffsetLag"),
    LATE_TRANSACTIONS("tidemark_log_late_transaction_partitions", Kind.GAUGE, 1,
            "Partitions with a transaction open for longer than transaction.max.timeout.ms and five minutes: hanging ones",
            "", "kafka.server:type=ReplicaManager,name=PartitionsWithLateTransactionsCount"),
    DISK_FULL("tidemark_disk_full", Kind.GAUGE, 1, "1 while writes are refused for tidemark.disk.full.percent", "",
            "-"),
    TOPIC_BYTES_IN("tidemark_topic_bytes_in_total", Kind.COUNTER, 1,
            "Bytes of record batches written to the topic, those of the broker itself included", "topic",
            "kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec,topic"),
    TOPIC_BYTES_OUT("tidemark_topic_bytes_out_total", Kind.COUNTER, 1,
            "Bytes of record batches that fetches were answered with", "topic",
            "kafka.server:type=BrokerTopicMetrics,name=BytesOutPerSec,topic"),
    PARTITION_LOG_START("tidemark_partition_log_start_offset", Kind.GAUGE, 1, "First offset", "topic, partition",
            "kafka.log:type=Log,name=LogStartOffset"),
    PARTITION_LOG_END("tidemark_partition_log_end_offset", Kind.GAUGE, 1, "Offset of the next record",
            "topic, partition",
            "kafka.log:type=Log,name=LogEndOffset; its rate is kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec"),
    PARTITION_LSO_LAG("tidemark_partition_last_stable_offset_lag", Kind.GAUGE, 1,
            "Offsets between last stable offset and high watermark", "topic, partition",
            "kafka.cluster:type=Partition,name=LastStableOffsetLag"),
    PARTITION_LOG_SIZE("tidemark_partition_log_size_bytes", Kind.GAUGE, 1, "Bytes of the log", "topic, partition",
            "kafka.log:type=Log,name=Size"),
    PARTITION_LOG_SEGMENTS("tidemark_partition_log_segments", Kind.GAUGE, 1, "Segments of the log", "topic, partition",
            "kafka.log:type=Log,name=NumLogSegments"),
    GROUPS("tidemark_groups", Kind.GAUGE, 1, "Groups that this broker coordinates", "type, state",
            "kafka.server:type=group-coordinator-metrics, group-count and consumer-group-count"),
    GROUP_MEMBERS("tidemark_group_members", Kind.GAUGE, 1, "Members of groups, by what their group is doing",
            "type, state", "-"),
    GROUP_REBALANCES("tidemark_group_rebalances_total", Kind.COUNTER, 1,
            "Of classic groups: generations that became stable; of the consumer protocol: epochs begun, each a new assignment",
            "type",
            "kafka.server:type=group-coordinator-metrics, group-completed-rebalance-count and consumer-group-rebalance-count"),
    TRANSACTIONS("tidemark_transactions", Kind.GAUGE, 1, "Transactional ids that this broker coordinates", "state",
            "-"),
    OLDEST_TRANSACTION("tidemark_transactions_oldest_open_age_seconds", Kind.GAUGE, 1e-3,
            "How long the oldest open or ending transaction has been open; 0 without one", "", "-"),
    TIMED_OUT("tidemark_transactions_timed_out_total", Kind.COUNTER, 1,
            "Transactions aborted because their time-out passed", "", "-"),
    LOOP_LAG("tidemark_loop_lag_seconds", Kind.HISTOGRAM, 1e-9,
            "How late a task ran that was due, once a second", "loop",
            "nearest: kafka.network:type=RequestMetrics,name=RequestQueueTimeMs"),
    LOOP_TASKS("tidemark_loop_pending_tasks", Kind.GAUGE, 1, "Tasks that wait for the loop", "loop",
            "nearest: kafka.network:type=RequestChannel,name=RequestQueueSize"),
    LOOP_CPU("tidemark_loop_cpu_seconds_total", Kind.COUNTER, 1e-9,
            "CPU time of the loop's thread; its rate is the loop's utilisation", "loop",
            "inverse of kafka.server:type=KafkaRequestHandlerPool,name=RequestHandlerAvgIdlePercent"),
    HEAP_USED("tidemark_jvm_heap_used_bytes", Kind.GAUGE, 1, "Used heap", "", "java.lang:type=Memory"),
    HEAP_MAX("tidemark_jvm_heap_max_bytes", Kind.GAUGE, 1, "Largest heap", "", "java.lang:type=Memory"),
    GC_COUNT("tidemark_jvm_gc_collections_total", Kind.COUNTER, 1, "Garbage collections", "gc",
            "java.lang:type=GarbageCollector"),
    GC_TIME("tidemark_jvm_gc_seconds_total", Kind.COUNTER, 1e-3, "Time in garbage collection", "gc",
            "java.lang:type=GarbageCollector"),
    THREADS("tidemark_jvm_threads", Kind.GAUGE, 1, "Live platform threads", "", "java.lang:type=Threading"),
    CPU("tidemark_process_cpu_seconds_total", Kind.COUNTER, 1e-9, "CPU time of the process", "",
            "java.lang:type=OperatingSystem"),
    OPEN_FILES("tidemark_process_open_files", Kind.GAUGE, 1,
            "Open file descriptors; absent where the system does not tell",
            "", "java.lang:type=OperatingSystem"),
    UPTIME("tidemark_process_uptime_seconds", Kind.GAUGE, 1e-3, "Time since the process began", "",
            "java.lang:type=Runtime");

    private final String id;
    private final Described described;
    private final String labels;
    private final String kafka;

    BrokerMetric(String id, Kind kind, double scale, String help, String labels, String kafka) {
        this.id = id;
        this.described = new Described(kind, help, scale);
        this.labels = labels;
        this.kafka = kafka;
    }

    /** The name in the exporter's text. */
    public String id() {
        return id;
    }

    /** What it is. */
    public Described described() {
        return described;
    }

    /** The names of its labels, separated by commas; empty if it has none. */
    public String labels() {
        return labels;
    }

    /** What Kafka calls it: an MBean, or a dash. */
    public String kafka() {
        return kafka;
    }

    static void describeAll(Metrics metrics) {
        for (BrokerMetric metric : values()) {
            metrics.describe(metric.id, metric.described);
        }
    }
}
