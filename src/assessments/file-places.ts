import { Injectable } from '@nestjs/common';
import { FilesService } from '../files/files.service.js';
import { Places } from '../platform/access/places.js';

/** Where files are: with the assessment that they were uploaded for. */
@Injectable()
export class FilePlaces {
  constructor(places: Places, files: FilesService) {
    places.register('fileId', async (manager, id) => {
      const file = await files.find(manager, id);
      if (file === undefined) return undefined;
      const place = await places.find(manager, 'assessmentId', file.assessmentId);
      return place === undefined ? undefined : { ...place, uploadedBy: file.uploadedBy };
    });
  }
}
