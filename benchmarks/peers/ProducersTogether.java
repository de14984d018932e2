import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.tools.ProducerPerformance;

/** Kafka's producer tool several times in one JVM, all at once. Compiled against the tools' class path, which shares nothing with ours. */
public final class ProducersTogether {

    private ProducersTogether() {}

    /** Arguments: number of producers, then those of the tool. */
    public static void main(String[] arguments) throws InterruptedException {
        int producers = Integer.parseInt(arguments[0]);
        String[] each = Arrays.copyOfRange(arguments, 1, arguments.length);
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger failed = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                    ProducerPerformance.main(each);
                } catch (Exception e) {
                    e.printStackTrace();
                    failed.incrementAndGet();
                }
            }, "producer-" + i);
            thread.start();
            threads.add(thread);
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        System.exit(failed.get() == 0 ? 0 : 1);
    }
}
