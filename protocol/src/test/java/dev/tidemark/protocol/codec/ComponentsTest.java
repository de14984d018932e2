package dev.tidemark.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.HeartbeatResponse;
import dev.tidemark.protocol.message.MessageCatalog;
import dev.tidemark.protocol.message.Response;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ComponentsTest {

    @Test
    void one_component_is_changed_and_the_others_stay() {
        HeartbeatResponse answer = new HeartbeatResponse(0, (short) 27);
        assertThat(Components.with(answer, "throttleTimeMs", 5)).isEqualTo(new HeartbeatResponse(5, (short) 27));
        assertThat(Components.number(new HeartbeatResponse(5, (short) 27), "throttleTimeMs")).isEqualTo(5);
    }

    @Test
    void a_record_without_the_component_stays_as_it_is() {
        ApiVersionsRequest request = new ApiVersionsRequest("test", "1", null, -1);
        assertThat(Components.with(request, "throttleTimeMs", 5)).isSameAs(request);
        assertThat(Components.number(request, "throttleTimeMs")).isZero();
    }

    /** Quotas write it into any answer: under another name or type it would be lost or break. */
    @Test
    void every_answer_that_has_a_throttle_time_has_it_as_an_int_of_this_name() {
        for (var key : MessageCatalog.keys()) {
            Class<? extends Response> type = Objects.requireNonNull(MessageCatalog.find(key)).response();
            assertThat(Arrays.stream(type.getRecordComponents())
                    .filter(component -> component.getName().toLowerCase(java.util.Locale.ROOT).contains("throttle"))
                    .map(RecordComponent::toString)).as(type.getSimpleName()).allMatch("int throttleTimeMs"::equals);
        }
    }
}
