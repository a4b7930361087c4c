import { describe, expect, it } from 'vitest';
import { scheduleFault } from '../../../../src/simulator/kinds/validation/cron-schedule.ts';

describe('schedules', () => {
  it.each(['* * * * *', '*/5 0-3 1,15 jan-mar MON', '@hourly', '0 0 * * 0'])('%s is one', (schedule) => {
    expect(scheduleFault(schedule)).toBeUndefined();
  });

  it.each([
    ['x', 'expected exactly 5 fields, found 1: [x]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['5-3 * * * *', 'beginning of range (5) beyond end of range (3): 5-3'],
    ['@often', 'unrecognized descriptor: @often'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ])('%s is none', (schedule, fault) => {
    expect(scheduleFault(schedule)).toBe(fault);
  });
});
