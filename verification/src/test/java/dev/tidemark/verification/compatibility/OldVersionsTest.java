package dev.tidemark.verification.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.net.Connection;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.embedded.EmbeddedTidemark;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DescribeClusterRequest;
import dev.tidemark.protocol.message.DescribeGroupsRequest;
import dev.tidemark.protocol.message.DescribeGroupsResponse;
import dev.tidemark.protocol.message.ListOffsetsRequest;
import dev.tidemark.protocol.message.ListOffsetsResponse;
import dev.tidemark.protocol.message.MetadataRequest;
import dev.tidemark.protocol.message.MetadataRequest.MetadataRequestTopic;
import dev.tidemark.protocol.message.MetadataResponse;
import dev.tidemark.protocol.message.MetadataResponse.MetadataResponseTopic;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every served version of an answer can be written: what a version has no place for is left out, not refused. */
class OldVersionsTest {

    private static final UUID NO_ID = new UUID(0, 0);

    private static EmbeddedTidemark tidemark;
    private static TcpNetwork network;
    private static Connection connection;

    @BeforeAll
    static void start() throws Exception {
        tidemark = EmbeddedTidemark.start();
        network = TcpNetwork.start();
        connection = network.connect(Endpoint.parse(tidemark.bootstrapServers()), "old", network.loop())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        ask(new MetadataRequest(List.of(new MetadataRequestTopic(NO_ID, "there")), true, false, false), 4);
    }

    @AfterAll
    static void stop() {
        network.close();
        tidemark.close();
    }

    @Test
    void list_offsets() throws Exception {
        ListOffsetsRequest request = new ListOffsetsRequest(-1, (byte) 0,
                List.of(new ListOffsetsRequest.ListOffsetsTopic("there",
                        List.of(new ListOffsetsRequest.ListOffsetsPartition(0, -1, -1L)))),
                0);
        for (int version = 1; version <= 10; version++) {
            ListOffsetsResponse answer = (ListOffsetsResponse) ask(request, version);
            ListOffsetsResponse.ListOffsetsPartitionResponse partition = answer.topics()
                    .getFirst()
                    .partitions()
                    .getFirst();
            assertThat(partition.errorCode()).as("version " + version).isZero();
            assertThat(partition.offset()).as("version " + version).isZero();
        }
    }

    @Test
    void topics_by_id() throws Exception {
        for (int version = 10; version <= 13; version++) {
            UUID id = topic(new MetadataRequestTopic(NO_ID, "there"), version).topicId();
            MetadataResponseTopic there = topic(new MetadataRequestTopic(id, null), version);
            MetadataResponseTopic unknown = topic(new MetadataRequestTopic(new UUID(1, 1), null), version);
            if (version < 12) { // a topic without a name has no place in the answer
                assertThat(there.errorCode()).as("version " + version).isEqualTo(ErrorCode.INVALID_REQUEST.code());
                assertThat(unknown.errorCode()).as("version " + version).isEqualTo(ErrorCode.INVALID_REQUEST.code());
                assertThat(unknown.name()).as("version " + version).isEmpty();
            } else {
                assertThat(there.name()).as("version " + version).isEqualTo("there");
                assertThat(unknown.errorCode()).as("version " + version).isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID.code());
                assertThat(unknown.name()).as("version " + version).isNull();
            }
            assertThat(unknown.topicId()).as("version " + version).isEqualTo(new UUID(1, 1));
        }
    }

    private static MetadataResponseTopic topic(MetadataRequestTopic asked, int version) throws Exception {
        return ((MetadataResponse) ask(new MetadataRequest(List.of(asked), false, false, false), version)).topics()
                .getFirst();
    }

    @Test
    void describe_groups_that_do_not_exist() throws Exception {
        // the coordinator loads on first use and says so meanwhile
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            short error = ((DescribeGroupsResponse) ask(new DescribeGroupsRequest(List.of("nobody"), false), 0))
                    .groups()
                    .getFirst()
                    .errorCode();
            return error == ErrorCode.NONE.code();
        });
        for (int version = 0; version <= 6; version++) {
            DescribeGroupsResponse answer = (DescribeGroupsResponse) ask(
                    new DescribeGroupsRequest(List.of("nobody"), false), version);
            assertThat(answer.groups().getFirst().groupState()).as("version " + version).isEqualTo("Dead");
        }
    }

    @Test
    void describe_cluster() throws Exception {
        for (int version = 0; version <= 2; version++) {
            assertThat(ask(new DescribeClusterRequest(false, (byte) 1, false), version)).as("version " + version)
                    .isNotNull();
        }
    }

    private static Response ask(Request request, int version) throws Exception {
        return java.util.concurrent.CompletableFuture
                .supplyAsync(() -> connection.send(request, (short) version), network.loop())
                .thenCompose(answer -> answer)
                .get(30, TimeUnit.SECONDS);
    }
}
