package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ListGroupsResponse.ListedGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The groups of one coordinator partition that pass two filters; an empty filter lets all pass.
 *
 * @param states names of states, in any case
 * @param types names of group types, in any case: {@code classic}, {@code consumer}
 */
public record ListedGroups(List<String> states,
        List<String> types) implements Command<GroupShard, ListedGroups.Found, GroupRecord> {

    private static final String CLASSIC = "classic";
    private static final String CONSUMER = "consumer";

    /** The reply. */
    public record Found(ErrorCode error, List<ListedGroup> groups) {}

    @Override
    public Decision<Found, GroupRecord> decide(GroupShard shard) {
        List<ListedGroup> found = new ArrayList<>();
        for (ClassicGroup group : shard.groups()) {
            String state = group.state().wireName();
            if (passes(states, state) && passes(types, CLASSIC)) {
                String type = group.protocolType();
                found.add(new ListedGroup(group.id(), type == null ? "" : type, state, CLASSIC));
            }
        }
        for (ConsumerGroup group : shard.consumerGroups()) {
            String state = group.state().wireName();
            if (passes(states, state) && passes(types, CONSUMER)) {
                found.add(new ListedGroup(group.id(), Subscriptions.CONSUMER, state, CONSUMER));
            }
        }
        return Decision.reply(new Found(ErrorCode.NONE, found));
    }

    private static boolean passes(List<String> filter, String value) {
        return filter.isEmpty() || filter.stream()
                .anyMatch(wanted -> wanted.toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT)));
    }
}
