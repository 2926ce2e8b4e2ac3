package io.tollgate.streams.query;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the copies of the store are that a counter belongs to, as far as this instance knows.
 *
 * @param partition of {@code hits}, which the counter's hits are in
 * @param active who accounts them
 * @param standbys who follows
 */
record ReplicaLocations(int partition, Instance active, List<Instance> standbys) {

    /** One copy. */
    record Place(Instance instance, Replica replica) {}

    ReplicaLocations {
        requireNonNull(active, "active");
        standbys = List.copyOf(standbys);
    }

    /** Returns the copies in the order in which to ask them. */
    List<Place> places() {
        List<Place> places = new ArrayList<>();
        places.add(new Place(active, Replica.ACTIVE));
        standbys.forEach(standby -> places.add(new Place(standby, Replica.STANDBY)));
        return places;
    }
}
