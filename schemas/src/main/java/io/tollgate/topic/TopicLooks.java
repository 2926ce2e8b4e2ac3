package io.tollgate.topic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What becomes of topics from one look to the next. A topic counts as deleted at the second look in a row that misses it:
 * a broker that was just started may not know all of them yet. Used by one thread.
 */
final class TopicLooks {

    /** What a topic that is missing has in place of an id. */
    static final String MISSING = "";

    private static final int SURE_AFTER = 2;

    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, Integer> missed = new HashMap<>();

    /**
     * Takes the ids of topics, without those of which Kafka said nothing.
     *
     * @return what happened to topics that were seen before, a text for people each
     */
    List<String> look(Map<String, String> idsNow) {
        List<String> news = new ArrayList<>();
        idsNow.forEach((topic, id) -> {
            if (id.equals(MISSING)) {
                if (ids.containsKey(topic) && missed.merge(topic, 1, Integer::sum) == SURE_AFTER) {
                    news.add("topic " + topic + " was deleted");
                }
                return;
            }
            String before = ids.put(topic, id);
            boolean told = missed.getOrDefault(topic, 0) >= SURE_AFTER;
            missed.remove(topic);
            if (before != null && !before.equals(id) && !told) {
                news.add("topic " + topic + " was deleted and created anew");
            }
        });
        return news;
    }

    /** Returns the topics that are known to be deleted and not created anew. */
    Set<String> missing() {
        Set<String> missing = new TreeSet<>();
        missed.forEach((topic, looks) -> {
            if (looks >= SURE_AFTER) {
                missing.add(topic);
            }
        });
        return missing;
    }
}
