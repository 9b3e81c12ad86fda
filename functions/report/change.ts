import { changeReport } from '../../lib/alexa/change-report.ts';
import { joinEndpointId } from '../../lib/alexa/endpoint-id.ts';
import type { ChangeDelivery } from '../../lib/bridge/deliveries.ts';
import { isToBeTold } from './is-to-be-told.ts';
import { sendToGrant } from './send.ts';
import type { Teller } from './work.ts';

/** A ChangeReport, unless something newer was told or is about to be. */
export const tellChange: Teller<ChangeDelivery> = async (delivery, receipt, ports, deadline) => {
  if (!(await isToBeTold(delivery, receipt, ports, deadline))) return;
  const { home, endpoint, cause, changed, unchanged, grant } = delivery;
  const endpointId = joinEndpointId({ home, local: endpoint });
  await sendToGrant(
    grant,
    (token) => changeReport({ endpointId, cause, changed, unchanged }, token),
    ports,
    deadline,
  );
};
