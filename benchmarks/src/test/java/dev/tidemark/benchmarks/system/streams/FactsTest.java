package dev.tidemark.benchmarks.system.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Two sets of facts are equal if nothing is missing, nothing too much, and nothing there twice. */
class FactsTest {

    private final Facts expected = new Facts();
    private final Facts found = new Facts();

    @Test
    void the_order_in_which_facts_come_is_of_no_account() {
        expected.add("ada", 1, 10);
        expected.add("ada", 2, -20);
        expected.add("bob", 1, 30);
        found.add("bob", 1, 30);
        found.add("ada", 2, -20);
        found.add("ada", 1, 10);

        assertThat(found.differenceFrom(expected)).isNull();
        assertThat(found.size()).isEqualTo(3);
    }

    @Test
    void a_fact_that_comes_twice_is_one_too_many() {
        expected.add("ada", 1, 10);
        found.add("ada", 1, 10);
        found.add("ada", 1, 10);

        assertThat(found.differenceFrom(expected)).isEqualTo(
                "0 of 1 facts are missing, 1 are there that should not be; ada has [1:10 1:10] instead of [1:10]");
        assertThat(expected.differenceFrom(found)).startsWith("1 of 2 facts are missing, 0 are there");
    }

    @Test
    void a_key_that_only_one_side_knows_is_seen_from_both() {
        expected.add("ada", 1, 10);

        assertThat(found.differenceFrom(expected)).isEqualTo(
                "1 of 1 facts are missing, 0 are there that should not be; ada has [] instead of [1:10]");
        assertThat(expected.differenceFrom(found)).isEqualTo(
                "0 of 0 facts are missing, 1 are there that should not be; ada has [1:10] instead of []");
    }

    @Test
    void a_value_that_is_put_stands_for_the_one_before_it() {
        found.put("ada", 1, 10);
        found.put("ada", 2, 20);
        found.put("ada", 1, 11);
        expected.add("ada", 1, 11);
        expected.add("ada", 2, 20);

        assertThat(found.differenceFrom(expected)).isNull();
        assertThat(found.size()).isEqualTo(2);
    }

    @Test
    void what_is_removed_is_gone_and_nothing_else() {
        found.put("ada", 1, 10);
        found.put("ada", 2, 20);
        found.put("ada", 3, 30);
        found.remove("ada", 1);
        found.remove("ada", 7);
        found.remove("bob", 1);
        expected.add("ada", 2, 20);
        expected.add("ada", 3, 30);

        assertThat(found.differenceFrom(expected)).isNull();
        assertThat(found.size()).isEqualTo(2);
    }
}
