package dev.tidemark.client.consumer;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An assignment in the making: a share for every member, empty at first. Confined to the assignor's call. */
final class Shares {

    private final Map<String, Set<TopicPartition>> byMember = new TreeMap<>();

    Shares(Collection<Assignor.Subscriber> members) {
        members.forEach(member -> byMember.put(member.memberId(), new TreeSet<>()));
    }

    Set<TopicPartition> of(String memberId) {
        return Invariants.present(byMember.get(memberId), "the share of " + memberId);
    }

    Set<TopicPartition> of(Assignor.Subscriber member) {
        return of(member.memberId());
    }

    int load(Assignor.Subscriber member) {
        return of(member).size();
    }

    Map<String, Set<TopicPartition>> byMember() {
        return byMember;
    }
}
