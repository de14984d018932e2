package dev.tidemark.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.consumer.FetchSession.Wanted;
import dev.tidemark.core.id.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FetchSessionTest {

    private static final UUID ID = new UUID(1, 2);
    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);

    private final FetchSession session = new FetchSession();

    private static Wanted at(long offset) {
        return new Wanted(ID, offset, 1, 1_000);
    }

    private static List<Integer> named(FetchSession.Ask ask) {
        return ask.topics().stream().flatMap(topic -> topic.partitions().stream()).map(p -> p.partition()).toList();
    }

    @Test
    void after_a_full_request_only_changes_are_named() {
        FetchSession.Ask full = session.ask(Map.of(A, at(0), B, at(0)));
        assertThat(full.sessionId()).isZero();
        assertThat(full.epoch()).isZero();
        assertThat(named(full)).containsExactlyInAnyOrder(0, 1);
        session.answered(77);

        FetchSession.Ask second = session.ask(Map.of(A, at(10), B, at(0)));
        assertThat(second.sessionId()).isEqualTo(77);
        assertThat(second.epoch()).isEqualTo(1);
        assertThat(named(second)).containsExactly(0);
        session.answered(77);

        FetchSession.Ask third = session.ask(Map.of(A, at(10)));
        assertThat(third.epoch()).isEqualTo(2);
        assertThat(named(third)).isEmpty();
        assertThat(third.forgotten()).singleElement()
                .satisfies(topic -> assertThat(topic.partitions()).containsExactly(1));
    }

    @Test
    void a_lost_answer_or_an_error_begins_a_new_session() {
        session.ask(Map.of(A, at(0)));
        session.answered(77);
        session.ask(Map.of(A, at(5)));
        session.reset();
        FetchSession.Ask again = session.ask(Map.of(A, at(5)));
        assertThat(again.sessionId()).isZero();
        assertThat(again.epoch()).isZero();
        assertThat(named(again)).containsExactly(0);
    }

    @Test
    void a_broker_that_keeps_no_session_is_asked_in_full_each_time() {
        session.ask(Map.of(A, at(0)));
        session.answered(0);
        assertThat(named(session.ask(Map.of(A, at(0))))).containsExactly(0);
    }

    @Test
    void a_topic_created_anew_is_forgotten_by_its_old_id() {
        session.ask(Map.of(A, at(0)));
        session.answered(7);
        UUID other = new UUID(3, 4);
        FetchSession.Ask ask = session.ask(Map.of(A, new Wanted(other, 0, 1, 1_000)));
        assertThat(ask.topics()).singleElement().satisfies(topic -> assertThat(topic.topicId()).isEqualTo(other));
        assertThat(ask.forgotten()).singleElement().satisfies(topic -> assertThat(topic.topicId()).isEqualTo(ID));
    }
}
