package dev.tidemark.client.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.FindCoordinatorRequest;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.HeartbeatResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoordinatorTest {

    private static final Call<HeartbeatResponse> BEAT = Call.of(ApiKey.HEARTBEAT, HeartbeatResponse.class, 0, 4,
            new HeartbeatRequest("g", 1, "m", null));

    private final ClientFixture client = new ClientFixture();
    private final Cluster cluster = client.cluster(Map.of());
    private final List<Reply<HeartbeatResponse>> replies = new ArrayList<>();

    private Coordinator of(String group, Lane lane) {
        client.broker.on(HeartbeatRequest.class, exchange -> exchange.reply(new HeartbeatResponse(0, (short) 0)));
        return new Coordinator(cluster, Coordinator.Kind.GROUP, group, lane);
    }

    private void beat(Coordinator coordinator) {
        coordinator.call(BEAT, 5_000, replies::add);
        client.run();
        assertThat(replies.getLast()).isInstanceOf(Reply.Answer.class);
    }

    private int lookups() {
        return client.broker.sent(FindCoordinatorRequest.class).size();
    }

    private int connections() {
        return client.broker.sent(ApiVersionsRequest.class).size();
    }

    @Test
    void whoever_calls_the_same_coordinator_over_another_lane_finds_it_found() {
        beat(of("g", Lane.GROUP));
        beat(of("g", Lane.TRANSACTION));
        assertThat(lookups()).isEqualTo(1);
    }

    @Test
    void another_groups_coordinator_is_another_question() {
        beat(of("g", Lane.GROUP));
        beat(of("h", Lane.GROUP));
        assertThat(lookups()).isEqualTo(2);
    }

    @Test
    void a_transactional_id_of_the_groups_name_is_another_question() {
        beat(of("g", Lane.GROUP));
        beat(new Coordinator(cluster, Coordinator.Kind.TRANSACTION, "g", Lane.TRANSACTION));
        assertThat(lookups()).isEqualTo(2);
    }

    @Test
    void what_one_finds_moved_is_looked_up_again_by_all() {
        Coordinator one = of("g", Lane.GROUP);
        Coordinator other = of("g", Lane.CONTROL);
        beat(one);
        one.movedOrLoading(ErrorCode.NOT_COORDINATOR);
        assertThat(other.nodeId()).isEqualTo(-1);
        beat(other);
        assertThat(lookups()).isEqualTo(2);
        assertThat(one.nodeId()).isEqualTo(1);
    }

    @Test
    void one_that_is_connected_to_ahead_is_neither_looked_up_nor_connected_to_by_the_first_call() {
        of("g", Lane.GROUP).connectAhead();
        client.run();
        int looked = lookups();
        int connected = connections();
        assertThat(connected).as("one lane to ask over, one to call over").isEqualTo(2);
        beat(of("g", Lane.GROUP));
        assertThat(lookups()).isEqualTo(looked);
        assertThat(connections()).isEqualTo(connected);
    }

    @Test
    void one_that_cannot_be_found_ahead_is_looked_up_by_the_first_call() {
        client.broker.reachable = false;
        of("g", Lane.GROUP).connectAhead();
        client.run();
        assertThat(lookups()).isZero();
        client.broker.reachable = true;
        client.advanceMs(5_000);
        beat(of("g", Lane.GROUP));
        assertThat(lookups()).isEqualTo(1);
    }
}
