import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/** Topics by name, as clients ask since they know topics by id too. */
final class DescribedTopics {

    private DescribedTopics() {}

    static TopicDescription describe(Admin admin, String topic) {
        return Cluster.get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
    }
}
