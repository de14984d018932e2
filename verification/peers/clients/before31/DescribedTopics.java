import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/** Topics by name, as clients before 3.1 ask. */
final class DescribedTopics {

    private DescribedTopics() {}

    static TopicDescription describe(Admin admin, String topic) {
        return Cluster.get(admin.describeTopics(List.of(topic)).values().get(topic));
    }
}
