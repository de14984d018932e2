package dev.tidemark.client.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Murmur2Test {

    /** Values that Kafka's own clients give, so that equal keys meet in one partition whoever writes them. */
    @ParameterizedTest
    @CsvSource({"21,-973932308", "foobar,-790332482", "a-little-bit-long-string,-985981536",
            "a-little-bit-longer-string,-1486304829",
            "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8,-58897971", "abc,479470107"})
    void hashes_as_kafkas_clients_do(String key, int hash) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        assertThat(Murmur2.hash(bytes, 0, bytes.length)).isEqualTo(hash);
        byte[] inside = ("##" + key + "#").getBytes(StandardCharsets.UTF_8);
        assertThat(Murmur2.hash(inside, 2, bytes.length)).isEqualTo(hash);
        assertThat(Murmur2.partition(bytes, 7)).isEqualTo((hash & 0x7fffffff) % 7);
    }
}
