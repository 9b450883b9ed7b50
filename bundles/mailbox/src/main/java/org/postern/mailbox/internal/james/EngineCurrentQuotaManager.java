package org.postern.mailbox.internal.james;

import org.apache.james.core.quota.QuotaCountUsage;
import org.apache.james.core.quota.QuotaSizeUsage;
import org.apache.james.mailbox.model.CurrentQuotas;
import org.apache.james.mailbox.model.QuotaOperation;
import org.apache.james.mailbox.model.QuotaRoot;
import org.apache.james.mailbox.quota.CurrentQuotaManager;
import org.postern.mailbox.internal.engine.Quotas;
import org.postern.mailbox.internal.engine.Quotas.Usage;
import reactor.core.publisher.Mono;

/**
 * What quota roots use. The engine counts in the transaction of every change, so nobody has to
 * increase or decrease; those who do correct its figures.
 */
public final class EngineCurrentQuotaManager implements CurrentQuotaManager {
  private final Quotas quotas;

  public EngineCurrentQuotaManager(Quotas quotas) {
    this.quotas = quotas;
  }

  private Mono<Usage> usage(QuotaRoot root) {
    return Calls.mono(() -> quotas.usage(root.getValue()));
  }

  @Override
  public Mono<QuotaCountUsage> getCurrentMessageCount(QuotaRoot root) {
    return usage(root).map(usage -> QuotaCountUsage.count(usage.messages()));
  }

  @Override
  public Mono<QuotaSizeUsage> getCurrentStorage(QuotaRoot root) {
    return usage(root).map(usage -> QuotaSizeUsage.size(usage.bytes()));
  }

  @Override
  public Mono<CurrentQuotas> getCurrentQuotas(QuotaRoot root) {
    return usage(root)
        .map(
            usage ->
                new CurrentQuotas(
                    QuotaCountUsage.count(usage.messages()), QuotaSizeUsage.size(usage.bytes())));
  }

  @Override
  public Mono<Void> increase(QuotaOperation by) {
    return Calls.monoRun(
        () -> quotas.add(by.quotaRoot().getValue(), by.count().asLong(), by.size().asLong()));
  }

  @Override
  public Mono<Void> decrease(QuotaOperation by) {
    return Calls.monoRun(
        () -> quotas.add(by.quotaRoot().getValue(), -by.count().asLong(), -by.size().asLong()));
  }

  @Override
  public Mono<Void> setCurrentQuotas(QuotaOperation to) {
    return Calls.monoRun(
        () -> quotas.set(to.quotaRoot().getValue(), to.count().asLong(), to.size().asLong()));
  }
}
