package dev.tidemark.broker.request;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.broker.RunningBroker;
import dev.tidemark.broker.net.WireClient;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.AlterPartitionReassignmentsRequest;
import dev.tidemark.protocol.message.AlterPartitionReassignmentsRequest.ReassignablePartition;
import dev.tidemark.protocol.message.AlterPartitionReassignmentsRequest.ReassignableTopic;
import dev.tidemark.protocol.message.AlterPartitionReassignmentsResponse;
import dev.tidemark.protocol.message.DescribeLogDirsRequest;
import dev.tidemark.protocol.message.DescribeLogDirsResponse;
import dev.tidemark.protocol.message.DescribeLogDirsResponse.DescribeLogDirsResult;
import dev.tidemark.protocol.message.DescribeQuorumRequest;
import dev.tidemark.protocol.message.DescribeQuorumRequest.PartitionData;
import dev.tidemark.protocol.message.DescribeQuorumRequest.TopicData;
import dev.tidemark.protocol.message.DescribeQuorumResponse;
import dev.tidemark.protocol.message.ElectLeadersRequest;
import dev.tidemark.protocol.message.ElectLeadersResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.LogDirNotFoundException;
import org.apache.kafka.common.errors.NoReassignmentInProgressException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ReplicaNotAvailableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where replicas lie and who leads them, on one node, through the stock admin client. */
class ReplicaApisTest {

    @TempDir
    static Path folder;
    private static RunningBroker running;
    private static Admin admin;
    private static final TopicPartition PARTITION = new TopicPartition("placed", 0);

    @BeforeAll
    static void start() throws Exception {
        running = new RunningBroker(folder, Map.of("log.dirs", folder.resolve("a") + "," + folder.resolve("b")));
        admin = running.admin();
        done(admin.createTopics(List.of(new NewTopic("placed", 2, (short) 1))).all());
        running.produce("placed", 0, "some bytes");
    }

    @AfterAll
    static void stop() {
        admin.close();
        running.close();
    }

    private static Path home(TopicPartition partition) {
        return Stream.of("a", "b")
                .map(folder::resolve)
                .filter(dir -> Files.isDirectory(dir.resolve(partition.toString())))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void log_dirs_are_described_with_sizes_and_room() throws Exception {
        Map<String, LogDirDescription> dirs = done(admin.describeLogDirs(List.of(1)).allDescriptions()).get(1);
        assertThat(dirs).containsOnlyKeys(folder.resolve("a").toString(), folder.resolve("b").toString());
        for (int i = 0; i < 2; i++) {
            TopicPartition partition = new TopicPartition("placed", i);
            ReplicaInfo replica = dirs.get(home(partition).toString()).replicaInfos().get(partition);
            assertThat(replica.size()).isEqualTo(logBytes(home(partition).resolve(partition.toString())));
            assertThat(replica.offsetLag()).isZero();
            assertThat(replica.isFuture()).isFalse();
        }
        assertThat(logBytes(home(PARTITION).resolve("placed-0"))).isPositive();
        LogDirDescription one = dirs.get(folder.resolve("a").toString());
        assertThat(one.error()).isNull();
        assertThat(one.totalBytes()).isEqualTo(OptionalLong.of(Files.getFileStore(folder).getTotalSpace()));
        assertThat(one.usableBytes().getAsLong()).isPositive().isLessThanOrEqualTo(one.totalBytes().getAsLong());
    }

    private static long logBytes(Path partition) throws IOException {
        try (Stream<Path> files = Files.list(partition)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void log_dirs_are_described_in_every_version_and_for_chosen_partitions() throws Exception {
        try (WireClient client = wire()) {
            for (int version = 1; version <= 5; version++) {
                DescribeLogDirsResponse some = client.call(
                        new DescribeLogDirsRequest(List.of(new DescribeLogDirsRequest.DescribableLogDirTopic("placed",
                                List.of(1, 9, -1)))),
                        DescribeLogDirsResponse.class, version);
                assertThat(ErrorCode.of(some.errorCode())).isEqualTo(ErrorCode.NONE);
                assertThat(some.results()).hasSize(2);
                assertThat(some.results().stream().flatMap(result -> result.topics().stream())).hasSize(1)
                        .allSatisfy(topic -> assertThat(topic.partitions()).singleElement()
                                .satisfies(partition -> assertThat(partition.partitionIndex()).isEqualTo(1)));
                for (DescribeLogDirsResult result : some.results()) {
                    assertThat(result.totalBytes() > 0).isEqualTo(version >= 4);
                }
            }
        }
    }

    @Test
    void a_replica_may_only_stay_in_its_folder() throws Exception {
        TopicPartitionReplica replica = new TopicPartitionReplica("placed", 0, 1);
        Path home = home(PARTITION);
        done(admin.alterReplicaLogDirs(Map.of(replica, home.toString())).all());
        Path other = folder.resolve(home.endsWith("a") ? "b" : "a");
        assertThatThrownBy(() -> done(admin.alterReplicaLogDirs(Map.of(replica, other.toString())).all()))
                .hasCauseInstanceOf(PolicyViolationException.class);
        assertThatThrownBy(() -> done(admin.alterReplicaLogDirs(Map.of(replica, "/nowhere")).all()))
                .hasCauseInstanceOf(LogDirNotFoundException.class);
        assertThatThrownBy(() -> done(admin
                .alterReplicaLogDirs(Map.of(new TopicPartitionReplica("placed", 9, 1), home.toString()))
                .all()))
                .hasCauseInstanceOf(ReplicaNotAvailableException.class);
        assertThat(home(PARTITION)).isEqualTo(home);
    }

    @Test
    void no_election_is_needed() throws Exception {
        for (ElectionType type : ElectionType.values()) {
            assertThat(done(admin.electLeaders(type, null).partitions())).as("all, by %s", type).isEmpty();
            Map<TopicPartition, Optional<Throwable>> outcomes = done(
                    admin.electLeaders(type, Set.of(PARTITION, new TopicPartition("placed", 9),
                            new TopicPartition("nowhere", 0))).partitions());
            assertThat(outcomes.get(PARTITION).orElseThrow()).isInstanceOf(ElectionNotNeededException.class);
            assertThat(outcomes.get(new TopicPartition("placed", 9)).orElseThrow())
                    .isInstanceOf(UnknownTopicOrPartitionException.class);
            assertThat(outcomes.get(new TopicPartition("nowhere", 0)).orElseThrow())
                    .isInstanceOf(UnknownTopicOrPartitionException.class);
        }
        try (WireClient client = wire()) {
            ElectLeadersRequest odd = new ElectLeadersRequest((byte) 7, null, 1_000);
            assertThat(ErrorCode.of(client.call(odd, ElectLeadersResponse.class, 2).errorCode()))
                    .isEqualTo(ErrorCode.INVALID_REQUEST);
            ElectLeadersRequest old = new ElectLeadersRequest((byte) 0,
                    List.of(new ElectLeadersRequest.TopicPartitions("placed", List.of(0))), 1_000);
            assertThat(ErrorCode.of(client.call(old, ElectLeadersResponse.class, 0)
                    .replicaElectionResults()
                    .get(0)
                    .partitionResult()
                    .get(0)
                    .errorCode()))
                    .isEqualTo(ErrorCode.ELECTION_NOT_NEEDED);
        }
    }

    @Test
    void a_partition_may_be_reassigned_to_where_it_is() throws Exception {
        done(admin.alterPartitionReassignments(Map.of(PARTITION, to(1))).all());
        assertThat(done(admin.listPartitionReassignments().reassignments())).isEmpty();
        assertThat(done(admin.listPartitionReassignments(Set.of(PARTITION)).reassignments())).isEmpty();
        assertRefused(PARTITION, to(2), InvalidReplicaAssignmentException.class, "broker 2");
        assertRefused(PARTITION, to(1, 2), InvalidReplicaAssignmentException.class, "broker 2");
        assertRefused(PARTITION, to(1, 1), InvalidReplicaAssignmentException.class, "more than once");
        assertRefused(PARTITION, Optional.empty(), NoReassignmentInProgressException.class, "");
        assertRefused(new TopicPartition("placed", 9), to(1), UnknownTopicOrPartitionException.class, "placed:9");
        assertRefused(new TopicPartition("nowhere", 0), to(1), UnknownTopicOrPartitionException.class, "nowhere");
    }

    private static Optional<NewPartitionReassignment> to(Integer... brokers) {
        return Optional.of(new NewPartitionReassignment(List.of(brokers)));
    }

    private static void assertRefused(TopicPartition partition, Optional<NewPartitionReassignment> target,
            Class<? extends Throwable> error, String words) {
        assertThatThrownBy(() -> done(admin.alterPartitionReassignments(Map.of(partition, target)).all()))
                .hasCauseInstanceOf(error)
                .hasMessageContaining(words);
    }

    @Test
    void the_number_of_replicas_changes_only_if_the_request_allows_it() throws Exception {
        try (WireClient client = wire()) {
            AlterPartitionReassignmentsRequest strict = new AlterPartitionReassignmentsRequest(1_000, false,
                    List.of(new ReassignableTopic("placed", List.of(new ReassignablePartition(0, List.of(1, 2)),
                            new ReassignablePartition(1, List.of()), new ReassignablePartition(0, List.of(1))))));
            AlterPartitionReassignmentsResponse answer = client.call(strict,
                    AlterPartitionReassignmentsResponse.class, 1);
            assertThat(answer.allowReplicationFactorChange()).isFalse();
            assertThat(answer.responses().get(0).partitions().stream().map(it -> ErrorCode.of(it.errorCode())))
                    .containsExactly(ErrorCode.INVALID_REPLICATION_FACTOR, ErrorCode.INVALID_REPLICATION_FACTOR,
                            ErrorCode.NONE);
            AlterPartitionReassignmentsRequest empty = new AlterPartitionReassignmentsRequest(1_000, true,
                    List.of(new ReassignableTopic("placed", List.of(new ReassignablePartition(0, List.of())))));
            assertThat(ErrorCode.of(client.call(empty, AlterPartitionReassignmentsResponse.class, 0)
                    .responses()
                    .get(0)
                    .partitions()
                    .get(0)
                    .errorCode()))
                    .isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        }
    }

    @Test
    void the_quorum_is_this_node() throws Exception {
        QuorumInfo quorum = done(admin.describeMetadataQuorum().quorumInfo());
        assertThat(quorum.leaderId()).isEqualTo(1);
        assertThat(quorum.observers()).isEmpty();
        assertThat(quorum.highWatermark()).isPositive();
        assertThat(quorum.voters()).singleElement().satisfies(voter -> {
            assertThat(voter.replicaId()).isEqualTo(1);
            assertThat(voter.logEndOffset()).isEqualTo(quorum.highWatermark());
            assertThat(voter.lastCaughtUpTimestamp().getAsLong()).isPositive();
            assertThat(voter.lastFetchTimestamp()).isEqualTo(voter.lastCaughtUpTimestamp());
        });
        assertThat(quorum.nodes()).containsOnlyKeys(1);
        assertThat(quorum.nodes().get(1).endpoints()).singleElement()
                .satisfies(endpoint -> assertThat(endpoint.port()).isEqualTo(running.broker().port()));
        long before = quorum.highWatermark();
        done(admin.createTopics(List.of(new NewTopic("one-more", 1, (short) 1))).all());
        assertThat(done(admin.describeMetadataQuorum().quorumInfo()).highWatermark()).isGreaterThan(before);
        try (WireClient client = wire()) {
            for (int version = 0; version <= 2; version++) {
                DescribeQuorumResponse answer = client.call(
                        new DescribeQuorumRequest(List.of(
                                new TopicData("__cluster_metadata",
                                        List.of(new PartitionData(0), new PartitionData(1))),
                                new TopicData("placed", List.of(new PartitionData(0))))),
                        DescribeQuorumResponse.class, version);
                assertThat(answer.topics()
                        .stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .map(partition -> ErrorCode.of(partition.errorCode())))
                        .containsExactly(ErrorCode.NONE, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
            }
        }
    }

    @Test
    void only_a_broker_that_is_gone_could_be_unregistered() {
        assertThatThrownBy(() -> done(admin.unregisterBroker(1).all()))
                .hasCauseInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is running");
        assertThatThrownBy(() -> done(admin.unregisterBroker(2).all()))
                .hasCauseInstanceOf(BrokerIdNotRegisteredException.class);
    }

    private static WireClient wire() throws Exception {
        return new WireClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), running.broker().port()));
    }
}
