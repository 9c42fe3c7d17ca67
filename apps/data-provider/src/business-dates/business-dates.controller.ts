import { dataProviderOperations as operations, type BusinessDateClose, type InputOf } from '@syncline/contract';
import { Answer, Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { AnnouncementLoop } from '../announcements/announcement.loop.ts';
import { BuildLoop } from '../extracts/building/build.loop.ts';
import { BusinessDatesService } from './business-dates.service.ts';

@Controller()
export class BusinessDatesController {
  constructor(
    private readonly dates: BusinessDatesService,
    private readonly builds: BuildLoop,
    private readonly announcements: AnnouncementLoop,
  ) {}

  @Endpoint(operations.closeBusinessDate)
  async close(@Input() { params }: InputOf<typeof operations.closeBusinessDate>): Promise<Answer<BusinessDateClose>> {
    const { close, isNew } = await this.dates.close(params.date);
    if (isNew) {
      this.builds.nudge();
      this.announcements.nudge();
    }
    return new Answer(isNew ? 202 : 200, close);
  }

  @Endpoint(operations.getBusinessDate)
  state(@Input() { params }: InputOf<typeof operations.getBusinessDate>): Promise<BusinessDateClose> {
    return this.dates.state(params.date);
  }
}
