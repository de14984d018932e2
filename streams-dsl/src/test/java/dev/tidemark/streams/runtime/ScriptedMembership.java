package dev.tidemark.streams.runtime;

import dev.tidemark.client.consumer.GroupMembership;
import dev.tidemark.client.consumer.GroupMetadata;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A membership whose generations a test counts; run by the test. What is asked of it goes into the story. */
final class ScriptedMembership implements GroupMembership {

    private final List<String> story;
    private int generation = -1;

    ScriptedMembership(List<String> story) {
        this.story = story;
    }

    void generation(int next) {
        generation = next;
    }

    @Override
    public void start() {
        story.add("start");
    }

    @Override
    public void requestRejoin() {
        story.add("rejoin");
    }

    @Override
    public void progressed() {}

    @Override
    public GroupMetadata metadata() {
        return new GroupMetadata("app", generation, "me", "app-1");
    }

    @Override
    public boolean rebalancing() {
        return false;
    }

    @Override
    public CompletionStage<Void> leave() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
}
