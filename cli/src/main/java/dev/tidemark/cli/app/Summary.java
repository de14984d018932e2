package dev.tidemark.cli.app;

import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.demo.Demo;
import dev.tidemark.cli.topic.TopicReader;

/**
 * What a demo's topics hold in the end. The last line of {@code --once}.
 *
 * @param in records of the input
 * @param late records that came too late
 * @param windows result records
 */
public record Summary(long in, long late, long windows) {

    /** Counts the committed records. */
    public static Summary of(Demo demo, ClusterClient client) {
        String late = demo.lateTopic();
        return new Summary(TopicReader.count(client, demo.inputTopic()),
                late == null ? 0 : TopicReader.count(client, late),
                TopicReader.count(client, demo.resultTopic()));
    }

    /** {@code Done: N in, N accepted, N late, N windows}. */
    public String line() {
        return "Done: " + in + " in, " + (in - late) + " accepted, " + late + " late, " + windows + " windows";
    }
}
