package dev.tidemark.client.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.HeartbeatResponse;
import dev.tidemark.protocol.message.MetadataRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterTest {

    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final Call<HeartbeatResponse> BEAT = Call.of(ApiKey.HEARTBEAT, HeartbeatResponse.class, 0, 4,
            new HeartbeatRequest("g", 1, "m", null));

    private final ClientFixture client = new ClientFixture();
    private final Cluster cluster = client.cluster(Map.of("metadata.max.age.ms", "10000"));
    private final List<Reply<HeartbeatResponse>> replies = new ArrayList<>();

    private void know() {
        client.broker.topic("t", 1);
        cluster.metadata().watch(List.of("t"), false);
        client.run();
        assertThat(cluster.metadata().image().leaderOf(T0)).isEqualTo(1);
    }

    private void beat() {
        cluster.call(1, Lane.GROUP, BEAT, 5_000, replies::add);
    }

    @Test
    void a_topic_that_does_not_exist_is_asked_for_with_pauses() {
        cluster.metadata().watch(List.of("missing"), false);
        for (int i = 0; i < 10; i++) {
            client.run();
            cluster.metadata().refresh();
        }
        client.run();
        assertThat(client.broker.sent(MetadataRequest.class)).hasSize(1);
        client.advanceMs(500);
        assertThat(client.broker.sent(MetadataRequest.class)).hasSizeBetween(2, 6);
    }

    @Test
    void metadata_is_asked_again_when_it_is_old() {
        know();
        int asked = client.broker.sent(MetadataRequest.class).size();
        client.advanceMs(10_100);
        assertThat(client.broker.sent(MetadataRequest.class)).hasSize(asked + 1);
    }

    @Test
    void a_leader_of_an_older_epoch_is_not_taken_over() {
        client.broker.leaderEpoch = 5;
        know();
        client.broker.leaderEpoch = 4;
        cluster.metadata().refresh();
        client.advanceMs(1_000);
        assertThat(cluster.metadata().image().partition(T0).leaderEpoch()).isEqualTo(5);
        client.broker.leaderEpoch = 6;
        cluster.metadata().refresh();
        client.advanceMs(1_000);
        assertThat(cluster.metadata().image().partition(T0).leaderEpoch()).isEqualTo(6);
    }

    @Test
    void a_request_without_an_answer_in_time_is_lost_and_so_is_what_waits_behind_it() {
        know();
        client.broker.on(HeartbeatRequest.class, exchange -> {});
        beat();
        client.advanceMs(1_000);
        beat();
        client.advanceMs(4_100);
        assertThat(replies).hasSize(2);
        assertThat(replies.get(0)).isInstanceOfSatisfying(Reply.Lost.class,
                lost -> assertThat(lost.reason()).isEqualTo(Reply.Reason.TIMED_OUT));
        assertThat(replies.get(1)).isInstanceOfSatisfying(Reply.Lost.class,
                lost -> assertThat(lost.reason()).isEqualTo(Reply.Reason.DISCONNECTED));
    }

    @Test
    void a_lost_connection_is_opened_again_for_the_next_call() {
        know();
        boolean[] cut = {true};
        client.broker.on(HeartbeatRequest.class, exchange -> {
            if (cut[0]) {
                exchange.cut();
            } else {
                exchange.reply(new HeartbeatResponse(0, (short) 0));
            }
        });
        beat();
        client.run();
        assertThat(replies.getFirst()).isInstanceOfSatisfying(Reply.Lost.class,
                lost -> assertThat(lost.reason().perhapsDone()).isTrue());
        cut[0] = false;
        beat();
        client.advanceMs(200);
        assertThat(replies.getLast()).isInstanceOf(Reply.Answer.class);
    }

    @Test
    void an_api_that_the_broker_does_not_serve_in_common_is_never_sent() {
        client.broker.maxVersions.put(ApiKey.FETCH, (short) 3);
        know();
        List<Reply<dev.tidemark.protocol.message.FetchResponse>> fetched = new ArrayList<>();
        cluster.call(1, Lane.FETCH, Call.of(ApiKey.FETCH, dev.tidemark.protocol.message.FetchResponse.class, 4, 17,
                FetchRequest.builder().build()), 5_000, fetched::add);
        client.run();
        assertThat(fetched.getFirst()).isInstanceOfSatisfying(Reply.Lost.class, lost -> {
            assertThat(lost.reason()).isEqualTo(Reply.Reason.UNSUPPORTED);
            assertThat(lost.detail()).contains("FETCH 4 to 3");
        });
    }

    @Test
    void a_broker_that_refuses_the_version_of_apiversions_is_asked_in_version_0() {
        List<Short> versions = new ArrayList<>();
        client.broker.on(ApiVersionsRequest.class, exchange -> {
            versions.add(exchange.version);
            exchange.reply(ApiVersionsResponse.builder()
                    .errorCode((short) (exchange.version > 0 ? 35 : 0))
                    .apiKeys(List.of(new ApiVersionsResponse.ApiVersion(ApiKey.METADATA.id(), (short) 0, (short) 9)))
                    .build());
        });
        know();
        assertThat(versions).containsExactly((short) 4, (short) 0);
    }

    @Test
    void an_unreachable_cluster_is_explained() {
        client.broker.reachable = false;
        cluster.metadata().watch(List.of("t"), false);
        client.advanceMs(300);
        var failure = cluster.unreachable("Nothing works");
        assertThat(failure.code()).isEqualTo(FailureCode.BROKER_UNREACHABLE);
        assertThat(failure).hasMessageContaining("Nothing works")
                .hasMessageContaining("broker:9092: connection refused")
                .hasMessageContaining("bootstrap.servers=broker:9092");

        client.broker.reachable = true;
        client.advanceMs(5_000);
        assertThat(cluster.unreachable("x")).hasMessageContaining("the cluster advertises broker 1 at broker:9092");
    }
}
