package org.postern.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class UidSetTest {

  private static UidSet of(TreeSet<Long> uids) {
    return UidSet.of(uids.stream().mapToLong(Long::longValue).toArray());
  }

  @Test
  void itDoesWhatASetOfNumbersDoes() {
    Random random = new Random(1);
    for (int round = 0; round < 2_000; round++) {
      TreeSet<Long> a = new TreeSet<>();
      TreeSet<Long> b = new TreeSet<>();
      for (int i = random.nextInt(40); i > 0; i--) {
        a.add(1L + random.nextInt(50));
        b.add(1L + random.nextInt(50));
      }
      TreeSet<Long> union = new TreeSet<>(a);
      union.addAll(b);
      TreeSet<Long> both = new TreeSet<>(a);
      both.retainAll(b);
      TreeSet<Long> rest = new TreeSet<>(a);
      rest.removeAll(b);
      assertThat(of(a).union(of(b))).isEqualTo(of(union));
      assertThat(of(a).intersect(of(b))).isEqualTo(of(both));
      assertThat(of(a).minus(of(b))).isEqualTo(of(rest));
      List<Long> list = new ArrayList<>(a);
      UidSet set = of(a);
      assertThat(set.size()).isEqualTo(list.size());
      for (int i = 0; i < list.size(); i++) {
        assertThat(set.get(i)).isEqualTo(list.get(i));
        assertThat(set.indexOf(list.get(i))).isEqualTo(i);
      }
      for (long uid = 1; uid < 52; uid++) {
        assertThat(set.contains(uid)).isEqualTo(a.contains(uid));
        assertThat(set.rank(uid)).isEqualTo(a.headSet(uid).size());
      }
      assertThat(UidSet.of(set.ranges())).isEqualTo(set);
      assertThat(set.toArray()).isEqualTo(list.stream().mapToLong(Long::longValue).toArray());
    }
  }

  @Test
  void itIsWrittenAsASequenceSet() {
    assertThat(UidSet.of(1, 2, 3, 7, 9, 10)).hasToString("1:3,7,9:10");
    assertThat(UidSet.EMPTY).hasToString("");
    assertThat(UidSet.range(5, UidRange.MAX)).hasToString("5:4294967295");
  }

  @Test
  void whatIsNoUidIsRefused() {
    assertThatThrownBy(() -> UidSet.of(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new UidRange(2, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> UidSet.of(1).get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new UidSet.Builder().add(5).add(3))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
