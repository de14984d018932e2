package starter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemark.streams.runtime.testing.StreamsTestDriver;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrdersPerMinuteTest {

    @Test
    void a_minute_is_counted_once_when_its_watermark_has_passed() {
        try (StreamsTestDriver driver = StreamsTestDriver.of(OrdersPerMinute.topology()).build()) {
            driver.in("orders").at("10:00:05").send("ada", "tea");
            driver.in("orders").at("10:00:50").send("ada", "scones");
            driver.run();
            assertEquals(List.of(), driver.out("order-counts").values());

            driver.crashAndRestore(); // nothing is lost, nothing is counted twice
            driver.closeInputs();
            assertEquals(List.of(2L), driver.out("order-counts").values());
        }
    }
}
